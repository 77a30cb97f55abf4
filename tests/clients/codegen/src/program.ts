// A program as somebody would write it with the generated types: Apollo, urql, and every kind of type once.
import { ApolloClient, HttpLink, InMemoryCache } from "@apollo/client";
import { cacheExchange, Client, fetchExchange } from "@urql/core";

import type { Contact, Scalars } from "./generated/schema.js";
import {
  AppContactsDocument,
  AppCreateInteractionDocument,
  AppTimelineDocument,
  AppUpdateContactDocument,
  CreateSegmentDocument,
  type AppContactsQuery,
  type AppTimelineQuery,
  type ContactBy,
  type InteractionSource,
  type RefusalFragment,
  type UserErrorCode,
} from "./generated/operations.js";

const apollo = new ApolloClient({ link: new HttpLink({ uri: "/graphql" }), cache: new InMemoryCache() });
const urql = new Client({ url: "/graphql", exchanges: [cacheExchange, fetchExchange], preferGetMethod: false });

/** The names on all pages. */
export async function namesOfAll(): Promise<string[]> {
  const names: string[] = [];
  for (let after: string | null = null; ; ) {
    const contacts: Page = await pageOf(after);
    names.push(...contacts.nodes.map((contact) => contact.name));
    after = contacts.pageInfo.endCursor;
    if (!contacts.pageInfo.hasNextPage) return names;
  }
}

type Page = AppContactsQuery["contacts"];

async function pageOf(after: string | null): Promise<Page> {
  const { data, error } = await urql.query(AppContactsDocument, { first: 100, after, where: { kind: "PERSON" } });
  if (!data) throw error ?? new Error("no answer");
  return data.contacts;
}

/** Rename a contact; what stands in the way is told by its type. */
export async function renamed(contactId: string, expectedRevision: number, name: string): Promise<string> {
  const { data } = await apollo.mutate({
    mutation: AppUpdateContactDocument,
    variables: { input: { contactId, expectedRevision, name } },
  });
  const [refusal] = data?.updateContact.userErrors ?? [];
  return refusal ? told(refusal) : (data?.updateContact.contact?.name ?? "");
}

/** An amount is a string, a moment is a string, a state is one of a few words. */
export async function logged(source: InteractionSource, templateId: string): Promise<string | null> {
  const { data } = await apollo.mutate({
    mutation: AppCreateInteractionDocument,
    variables: { input: { source, values: { templateId, cost: { amount: "12.50" } }, idempotencyKey: "a key" } },
  });
  const interaction = data?.createInteraction.interaction;
  if (!interaction || interaction.status === "POSTPONED") return null;
  const occurredAt: string | null = interaction.occurredAt;
  const amount: string | undefined = interaction.cost?.amount;
  return `${occurredAt} ${amount}`;
}

export async function timeline(by: ContactBy): Promise<string[]> {
  const { data } = await apollo.query({ query: AppTimelineDocument, variables: { by } });
  return (data?.contact?.timeline?.nodes ?? []).map(line);
}

export function segmentOf(contactIds: string[]) {
  return urql.mutation(CreateSegmentDocument, { input: { description: "Spring", contactIds } }).toPromise();
}

/** Every scalar has its type: none is any. */
export const moment: Scalars["DateTime"]["output"] = "2026-03-01T09:30:00Z";
export const amount: Scalars["Decimal"]["input"] = "12.50";
export const nameOf = (contact: Pick<Contact, "name">): string => contact.name;

type TimelineItem = NonNullable<NonNullable<AppTimelineQuery["contact"]>["timeline"]>["nodes"][number];

function line(item: TimelineItem): string {
  switch (item.__typename) {
    case "Interaction":
      return `${item.status} ${item.occurredAt}`;
    case "InteractionComment":
      return item.text;
  }
}

function told(refusal: RefusalFragment): string {
  const code: UserErrorCode = refusal.code;
  switch (refusal.__typename) {
    case "RevisionConflict":
      return `${code}: now at ${refusal.current?.__typename === "Contact" ? refusal.current.revision : "?"}`;
    case "SegmentAlreadyLogged":
      return `${code}: ${refusal.segment?.number}`;
    case "InvalidLines":
      return `${code}: ${refusal.total}, first ${refusal.lines[0]?.line.id}`;
    case "ValidationError":
      return `${code}: ${refusal.path?.join(".")}`;
    default: // the types of refusals grow without notice
      return code;
  }
}

// @ts-expect-error a source is one of its fields, never two
export const two: InteractionSource = { contactIds: ["a"], salespersonId: "b" };
// @ts-expect-error a contact is found by one key
export const none: ContactBy = {};
// @ts-expect-error a decimal is a string, so that no digit is lost
export const lossy: Scalars["Decimal"]["input"] = 12.5;
// @ts-expect-error there is no such code
export const stranger: UserErrorCode = "NOBODY_KNOWS";

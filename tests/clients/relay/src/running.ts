// Postpones an interaction and resumes it against a real server: node built/running.js URL CONTACT TEMPLATE.
// Prints what Relay's store holds after each step; the only query is the first one.
import {
  commitMutation,
  Environment,
  fetchQuery,
  Network,
  RecordSource,
  Store,
  type GraphQLResponse,
  type MutationParameters,
} from "relay-runtime";

import postponedList, {
  type InteractionsPostponedQuery,
} from "./__generated__/InteractionsPostponedQuery.graphql.js";
import postpone, {
  type InteractionsPostponeMutation,
} from "./__generated__/InteractionsPostponeMutation.graphql.js";
import resume, { type InteractionsResumeMutation } from "./__generated__/InteractionsResumeMutation.graphql.js";

declare const process: { argv: string[] };

const [url = "", contactId = "", templateId = ""] = process.argv.slice(2);
const LIST = "client:root:__Interactions_postponedInteractions_connection";

const environment = new Environment({
  network: Network.create(async ({ text: query }, variables): Promise<GraphQLResponse> => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/graphql-response+json" },
      body: JSON.stringify({ query, variables }),
    });
    return (await answer.json()) as GraphQLResponse;
  }),
  store: new Store(new RecordSource()),
});

await fetchQuery<InteractionsPostponedQuery>(environment, postponedList, {}).toPromise();
const before = listed();
const created = await committed<InteractionsPostponeMutation>(postpone, {
  input: { mode: "POSTPONE", source: { contactIds: [contactId] } },
  connections: [LIST],
});
const edges = created.createInteraction.interactionEdges;
const after = listed();
const finished = await committed<InteractionsResumeMutation>(resume, {
  input: { interactionId: edges[0]?.node.id ?? "", values: { templateId } },
  connections: [LIST],
});
console.log(
  JSON.stringify({
    before,
    postponed: edges.map((edge) => edge.node.id),
    after,
    refused: [...created.createInteraction.userErrors, ...finished.resumeInteraction.userErrors],
    resumed: listed(),
    status: record(edges[0]?.node.id ?? "")["status"],
  }),
);

function committed<T extends MutationParameters>(
  mutation: Parameters<typeof commitMutation<T>>[1]["mutation"],
  variables: T["variables"],
): Promise<T["response"]> {
  return new Promise((onCompleted, onError) => {
    commitMutation<T>(environment, { mutation, variables, onCompleted, onError });
  });
}

/** The ids in the list of postponed interactions, as Relay keeps it. */
function listed(): string[] {
  const places = record(LIST)["edges"] as { __refs: string[] };
  return places.__refs.map((edge) => (record(edge)["node"] as { __ref: string }).__ref);
}

function record(id: string): Record<string, unknown> {
  const kept = environment.getStore().getSource().toJSON() as Record<string, Record<string, unknown>>;
  return kept[id] ?? {};
}

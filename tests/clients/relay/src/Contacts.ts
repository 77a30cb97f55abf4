// The list of contacts, one of them, and what changes them.
import { graphql } from "relay-runtime";

export const contactsQuery = graphql`
  query ContactsQuery($count: Int, $search: String, $where: ContactWhere) {
    ...Contacts_list @arguments(count: $count, search: $search, where: $where)
  }
`;

export const list = graphql`
  fragment Contacts_list on Query
  @refetchable(queryName: "ContactsPaginationQuery")
  @argumentDefinitions(
    count: { type: "Int", defaultValue: 20 }
    cursor: { type: "String" }
    search: { type: "String" }
    where: { type: "ContactWhere" }
  ) {
    contacts(first: $count, after: $cursor, search: $search, where: $where)
      @connection(key: "Contacts_contacts", filters: ["search", "where"]) {
      totalCount
      edges {
        node {
          ...Contacts_row
        }
      }
    }
  }
`;

export const row = graphql`
  fragment Contacts_row on Contact {
    number
    name
    kind
    lastInteractionAt
    company {
      name
    }
  }
`;

export const card = graphql`
  fragment Contacts_card on Contact
  @refetchable(queryName: "ContactsCardQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 10 }, cursor: { type: "String" }) {
    revision
    ...Contacts_row
    salesperson {
      code
    }
    interactions(first: $count, after: $cursor) @connection(key: "Contacts_interactions") {
      edges {
        node {
          ...Interactions_row
        }
      }
    }
  }
`;

export const ofNode = graphql`
  query ContactsNodeQuery($id: ID!) {
    node(id: $id) {
      __typename
      ...Contacts_card @alias(as: "asContact")
      ... on Segment {
        number
      }
    }
  }
`;

export const byNumber = graphql`
  query ContactsByNumberQuery($by: ContactBy!) {
    contact(by: $by) @required(action: LOG) {
      ...Contacts_card
    }
  }
`;

export const create = graphql`
  mutation ContactsCreateMutation($input: CreateContactInput!, $connections: [ID!]!) {
    createContact(input: $input) {
      contactEdge @prependEdge(connections: $connections) {
        node {
          ...Contacts_row
        }
      }
      company {
        revision
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`;

export const update = graphql`
  mutation ContactsUpdateMutation($input: UpdateContactInput!) {
    updateContact(input: $input) {
      changed
      contact {
        ...Contacts_card
      }
      userErrors {
        __typename
        code
        message
        path
        ... on RevisionConflict {
          current {
            ...Contacts_card @alias(as: "asContact")
          }
        }
      }
    }
  }
`;

export const remove = graphql`
  mutation ContactsDeleteMutation($input: DeleteContactInput!, $connections: [ID!]!) {
    deleteContact(input: $input) {
      deletedContactId @deleteEdge(connections: $connections) @deleteRecord
      userErrors {
        code
        message
      }
    }
  }
`;

// Interactions that are postponed, and that leave this list when they are resumed.
import { graphql } from "relay-runtime";

export const postponedQuery = graphql`
  query InteractionsPostponedQuery {
    ...Interactions_postponed
  }
`;

export const postponed = graphql`
  fragment Interactions_postponed on Query
  @refetchable(queryName: "InteractionsPaginationQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 100 }, cursor: { type: "String" }) {
    postponedInteractions(first: $count, after: $cursor) @connection(key: "Interactions_postponedInteractions") {
      __id
      edges {
        node {
          id
          ...Interactions_row
        }
      }
    }
  }
`;

export const row = graphql`
  fragment Interactions_row on Interaction {
    status
    title
    occurredAt
    missingFields
    cost {
      amount
      currency
    }
  }
`;

export const postpone = graphql`
  mutation InteractionsPostponeMutation($input: CreateInteractionInput!, $connections: [ID!]!) {
    createInteraction(input: $input) {
      interactionEdges @prependEdge(connections: $connections) {
        node {
          id
          ...Interactions_row
        }
      }
      userErrors {
        code
        path
      }
    }
  }
`;

export const resume = graphql`
  mutation InteractionsResumeMutation($input: ResumeInteractionInput!, $connections: [ID!]!) {
    resumeInteraction(input: $input) {
      removedFromPostponedId @deleteEdge(connections: $connections)
      interaction {
        id
        ...Interactions_row
      }
      contact {
        lastInteractionAt
      }
      userErrors {
        code
        path
      }
    }
  }
`;

export const remove = graphql`
  mutation InteractionsDeleteMutation($input: DeleteInteractionInput!, $connections: [ID!]!) {
    deleteInteraction(input: $input) {
      deletedInteractionId @deleteEdge(connections: $connections) @deleteRecord
      userErrors {
        code
      }
    }
  }
`;

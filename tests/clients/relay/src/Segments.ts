// A segment with its lines, and what changes them.
import { graphql } from "relay-runtime";

export const segmentQuery = graphql`
  query SegmentsQuery($by: SegmentBy!) {
    segment(by: $by) {
      ...Segments_lines
    }
  }
`;

export const lines = graphql`
  fragment Segments_lines on Segment
  @refetchable(queryName: "SegmentsLinesQuery")
  @argumentDefinitions(count: { type: "Int", defaultValue: 50 }, cursor: { type: "String" }) {
    number
    status
    lineCount
    availableActions
    lines(first: $count, after: $cursor) @connection(key: "Segments_lines") {
      edges {
        node {
          ...Segments_line
        }
      }
    }
  }
`;

export const line = graphql`
  fragment Segments_line on SegmentLine {
    contact {
      ...Contacts_row
    }
    description {
      value
      origin
    }
    cost {
      value {
        amount
      }
      origin
    }
  }
`;

export const addContacts = graphql`
  mutation SegmentsAddContactsMutation($input: AddSegmentContactsInput!, $connections: [ID!]!) {
    addSegmentContacts(input: $input) {
      lineEdges @appendEdge(connections: $connections) {
        node {
          ...Segments_line
        }
      }
      segment {
        lineCount
        revision
      }
      userErrors {
        code
      }
    }
  }
`;

export const removeLines = graphql`
  mutation SegmentsRemoveLinesMutation($input: RemoveSegmentLinesInput!, $connections: [ID!]!) {
    removeSegmentLines(input: $input) {
      deletedLineIds @deleteEdge(connections: $connections)
      segment {
        lineCount
        revision
      }
      userErrors {
        code
      }
    }
  }
`;

export const log = graphql`
  mutation SegmentsLogMutation($input: LogSegmentInput!, $connections: [ID!]!) {
    logSegment(input: $input) {
      loggedCount
      loggedSegmentEdge @prependEdge(connections: $connections) {
        node {
          ...Segments_lines
        }
      }
      userErrors {
        __typename
        code
        ... on InvalidLines {
          total
          lines {
            code
            line {
              ...Segments_line
            }
          }
        }
        ... on SegmentAlreadyLogged {
          segment {
            number
            loggedAt
          }
        }
      }
    }
  }
`;

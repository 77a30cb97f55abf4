// Sends what the editor holds: queries and mutations by POST, subscriptions as server-sent events.
import { getOperationAST } from "graphql";
import { createClient } from "graphql-sse";

const ACCEPT = "application/graphql-response+json, application/json;q=0.9";

export function createFetcher(url) {
  return async function fetcher(params, { documentAST, headers } = {}) {
    const operation = documentAST && getOperationAST(documentAST, params.operationName);
    if (operation?.operation === "subscription") {
      return createClient({ url, headers, retryAttempts: 0 }).iterate(params);
    }
    const response = await fetch(url, {
      method: "POST",
      headers: { "Content-Type": "application/json", Accept: ACCEPT, ...headers },
      body: JSON.stringify(params),
    });
    const text = await response.text();
    try {
      return JSON.parse(text);
    } catch {
      return { errors: [{ message: `${response.status} ${response.statusText}`, extensions: { body: text } }] };
    }
  };
}

// The page: GraphiQL with the prepared operations beside it.
import { HISTORY_PLUGIN } from "@graphiql/plugin-history";
import { GraphiQL } from "graphiql";
import { createRoot } from "react-dom/client";
import { createFetcher } from "./fetcher.js";
import { createJob } from "./job.jsx";
import "./workers.js";

const root = document.getElementById("explorer");
const operations = await fetch(root.dataset.operations).then((response) => response.json());
const fetcher = createFetcher(root.dataset.graphql);
const job = createJob(operations);
const plugins = [job, HISTORY_PLUGIN];

createRoot(root).render(
  <GraphiQL
    defaultEditorToolsVisibility="variables"
    defaultQuery=""
    fetcher={fetcher}
    inputValueDeprecation
    plugins={plugins}
    schemaDescription
    visiblePlugin={job}
  >
    <GraphiQL.Logo>
      <span className="touchbase-logo">Touchbase</span>
    </GraphiQL.Logo>
  </GraphiQL>,
);

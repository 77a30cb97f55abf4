// The side list of prepared operations, in the order in which the job is done.
import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { parse } from "graphql";
import { useEffect } from "react";

export function createJob(operations) {
  const steps = operations.map((operation) => ({ ...operation, kind: kindOf(operation.query) }));
  return { title: "Job", icon: JobIcon, content: () => <JobList steps={steps} /> };
}

function JobList({ steps }) {
  const openStep = useOpenStep();
  const { tabs, activeTabIndex } = useGraphiQL(pick("tabs", "activeTabIndex"));
  useLinkedStep(steps, openStep);
  return (
    <section aria-label="Prepared operations" className="touchbase-job">
      <h2>Job</h2>
      <p>One prepared operation for each step; a click opens it in a tab.</p>
      <ol>
        {steps.map((step) => (
          <li key={step.name}>
            <a
              aria-current={tabs[activeTabIndex]?.query === step.query ? "step" : undefined}
              href={`#${step.name}`}
              onClick={() => openStep(step)}
            >
              <span>{step.title}</span>
              <span className={`touchbase-kind touchbase-${step.kind}`}>{step.kind}</span>
            </a>
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Goes to the tab that already holds the step, or fills an empty one; headers (the API key) come along. */
function useOpenStep() {
  const { addTab, changeTab } = useGraphiQLActions();
  const { tabs, queryEditor, variableEditor, headerEditor } = useGraphiQL(
    pick("tabs", "queryEditor", "variableEditor", "headerEditor"),
  );
  return ({ query, variables }) => {
    const open = tabs.findIndex((tab) => tab.query === query);
    if (open >= 0) return changeTab(open);
    const headers = headerEditor?.getValue() ?? "";
    if (queryEditor?.getValue()) addTab();
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables ?? "");
    headerEditor?.setValue(headers);
  };
}

/** As soon as the editors stand: opens the step of a link such as /graphql#02-name, or in empty editors the first. */
function useLinkedStep(steps, openStep) {
  const { queryEditor, variableEditor } = useGraphiQL(pick("queryEditor", "variableEditor"));
  const isReady = Boolean(queryEditor && variableEditor);
  useEffect(() => {
    if (!isReady) return;
    const linked = steps.find((step) => `#${step.name}` === location.hash);
    const step = linked ?? (queryEditor.getValue() ? undefined : steps[0]);
    if (step) openStep(step);
  }, [isReady]);
}

function kindOf(query) {
  return parse(query).definitions.find((definition) => definition.operation)?.operation ?? "query";
}

function JobIcon() {
  return (
    <svg fill="none" height="1em" stroke="currentColor" strokeLinecap="round" strokeWidth="1.5" viewBox="0 0 16 16">
      <path d="M6.5 3.5h8M6.5 8h8M6.5 12.5h8M1.5 3.5l1 1 1.8-2M1.5 8l1 1 1.8-2M1.5 12.5l1 1 1.8-2" />
    </svg>
  );
}

// PostGraphile 5 on Node's own HTTP server, set up as its makers advise for production: introspected once, not
// watching, without explaining, with prepared statements, plans kept.
import { createServer } from "node:http";
import { grafserv } from "postgraphile/grafserv/node";
import { makePgService } from "postgraphile/adaptors/pg";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";
import { PostGraphileRelayPreset } from "postgraphile/presets/relay";
import { postgraphile } from "postgraphile";

const { DATABASE_URL, PORT, POOL_SIZE } = process.env;

const preset = {
  extends: [PostGraphileAmberPreset, PostGraphileRelayPreset],
  pgServices: [
    makePgService({ connectionString: DATABASE_URL, schemas: ["public"], poolConfig: { max: Number(POOL_SIZE) } }),
  ],
  grafserv: { graphqlPath: "/graphql", graphiql: false, watch: false, websockets: false },
  grafast: { explain: false },
};

const instance = postgraphile(preset);
if (process.argv.includes("--print")) {
  const { printSchema } = await import("graphql");
  const { schema } = await instance.getSchemaResult();
  console.log(printSchema(schema));
  await instance.release();
} else {
  const server = createServer();
  const served = instance.createServ(grafserv);
  await served.addTo(server);
  await served.ready();
  server.listen(Number(PORT), "127.0.0.1");
}

// One cold process: what loading the plugin costs on top of ESLint.
await import("eslint");
const before = process.cpuUsage();
await import("eslint-plugin-rowguard");
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ cpu: (user + system) / 1000 }));

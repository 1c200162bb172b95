// What our code uses of undici, for the bundle: its index loads its own fetch, caches, proxies and web sockets as well, which takes three
// times as long as the rest.
const parts = {
  Agent: require('undici/lib/dispatcher/agent.js'),
  Pool: require('undici/lib/dispatcher/pool.js'),
  buildConnector: require('undici/lib/core/connect.js'),
};

// The index gives it to all of them, with others like it.
require('undici/lib/dispatcher/dispatcher.js').prototype.request = require('undici/lib/api/api-request.js');

module.exports = new Proxy(parts, {
  get(known, name) {
    if (name in known) return known[name];
    throw new Error(`scripts/undici.cjs lacks ${String(name)}`);
  },
});

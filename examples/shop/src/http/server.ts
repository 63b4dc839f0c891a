import { createServer } from "node:http";
import { discount } from "../coupons.ts";
import { browse, searchProducts } from "../search.ts";

/** Answers that are the same for everyone. */
const cache = new Map<string, string>();

const server = createServer(async (request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (request.method === "DELETE") {
    cache.delete(url.pathname);
    response.writeHead(204).end();
    return;
  }
  console.info(`select a page: ${url.pathname}`);
  const words = url.searchParams.get("q");
  const hits = words === null ? await browse("name") : await searchProducts(words);
  const off = await discount(url.searchParams.get("coupon") ?? "");
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify(hits.map((hit) => ({ ...hit, price_cents: Math.round((hit.price_cents * (100 - off)) / 100) }))));
});

server.listen(3000);

// The web server of `./build.sh serve`: what it refuses, and that nothing that is asked of it ends it.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { addressesOf, serve } from "../../www/serve.mjs";
import { ROOT } from "./files.mjs";

/** @type {string} */
let folder;
/** @type {Awaited<ReturnType<typeof serve>>} */
let server;
/** @type {number} */
let port;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), "vae-lab-"));
  mkdirSync(join(folder, "site/deep"), { recursive: true });
  writeFileSync(join(folder, "secret.html"), "secret");
  writeFileSync(join(folder, "site/index.html"), "home");
  writeFileSync(join(folder, "site/a b.html"), "spaced");
  symlinkSync(join(folder, "secret.html"), join(folder, "site/out.html"));
  symlinkSync(folder, join(folder, "site/up"));
  symlinkSync(join(folder, "secret.html"), join(folder, "site/deep/index.html"));
  symlinkSync(join(folder, "site/index.html"), join(folder, "site/inside.html"));
  symlinkSync(join(folder, "site/round"), join(folder, "site/round"));
  server = await serve(join(folder, "site"), 0);
  port = Number(new URL(server.url).port);
});

after(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The answer to a request for exactly that path. @param {string} path */
const ask = (path, method = "GET") =>
  new Promise((resolve, reject) => {
    const sent = request({ host: "127.0.0.1", port, path, method }, (response) => {
      let text = "";
      response.on("data", (part) => (text += part));
      response.on("end", () => resolve({ status: response.statusCode, text }));
    });
    sent.on("error", reject).end();
  });

test("files are found, by names with signs in them and by links within the folder", async () => {
  assert.deepEqual(await ask("/"), { status: 200, text: "home" });
  assert.deepEqual(await ask("/?data=%25#%"), { status: 200, text: "home" });
  assert.deepEqual(await ask("/a%20b.html"), { status: 200, text: "spaced" });
  assert.deepEqual(await ask("/inside.html"), { status: 200, text: "home" });
  assert.deepEqual(await ask("/", "HEAD"), { status: 200, text: "" });
});

const MALFORMED = ["/%", "/%ff", "/%00", "//", "///", "http://[", `/${"a".repeat(300)}`, `/${"a/".repeat(4000)}`, "*"];
for (const path of [...MALFORMED, "/nothing", "/round", "/index.html/more"]) {
  test(`${path.slice(0, 20)} is refused, and the server goes on`, async () => {
    const { status } = await ask(path);
    assert.ok(status === 400 || status === 404, `${status}`);
    assert.equal((await ask("/")).status, 200);
  });
}

for (const path of [
  "/out.html",
  "/up/secret.html",
  "/deep/",
  "/../secret.html",
  "/%2e%2e/secret.html",
  "/..%2fsecret.html",
]) {
  test(`${path} does not lead out of the folder`, async () => {
    assert.deepEqual(await ask(path), { status: 404, text: "Not found" });
  });
}

for (const method of ["POST", "PUT", "DELETE", "OPTIONS", "PATCH"]) {
  test(`${method} is refused`, async () => assert.equal((await ask("/", method)).status, 405));
}

test("what is no request, and readers that go at once, do not end it", async () => {
  for (const text of ["nonsense\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"]) {
    await new Promise((resolve) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(text, () => socket.destroy()));
      socket.on("close", resolve).on("error", () => undefined);
    });
  }
  assert.equal((await ask("/")).status, 200);
});

test("the addresses of this machine in its networks are told, the likeliest first", () => {
  const card = (/** @type {string} */ address, family = "IPv4", internal = false) =>
    /** @type {import("node:os").NetworkInterfaceInfo} */ ({ address, family, internal });
  const interfaces = {
    lo: [card("127.0.0.1", "IPv4", true)],
    docker0: [card("172.17.0.1")],
    eth0: [card("10.1.2.3"), card("fe80::1", "IPv6")],
    wlan0: [card("192.168.1.7")],
    usb0: [card("169.254.3.4")],
  };
  assert.deepEqual(addressesOf(interfaces), ["192.168.1.7", "10.1.2.3", "172.17.0.1"]);
  assert.deepEqual(addressesOf({}), []);
});

test("a folder that is gone for a moment, as in a build, does not end it", async () => {
  const gone = await serve(join(folder, "gone"), 0);
  try {
    assert.equal((await fetch(gone.url)).status, 404);
    mkdirSync(join(folder, "gone"));
    writeFileSync(join(folder, "gone/index.html"), "back");
    assert.equal(await (await fetch(gone.url)).text(), "back");
  } finally {
    gone.close();
  }
});

for (const [flags, pattern] of /** @type {const} */ ([
  [[], /^Serving .+ at http:\/\/127\.0\.0\.1:\d+\/ \(Ctrl\+C stops it\)\n$/],
  [["--host"], /^Serving .+\n(In your network: http:\/\/\d|This machine is in no network\.)/],
])) {
  test(`started with ${flags.join(" ") || "no flag"} it says where it is`, async () => {
    const child = spawn(process.execPath, [join(ROOT, "www/serve.mjs"), join(folder, "site"), "0", ...flags]);
    let said = "";
    child.stdout.on("data", (part) => (said += part));
    try {
      while (!said.includes("\n")) await new Promise((resolve) => child.stdout.once("data", resolve));
      // What it says in one go may come in two parts.
      if (flags.length > 0)
        while (said.split("\n").length < 3) await new Promise((resolve) => child.stdout.once("data", resolve));
      assert.match(said, pattern);
    } finally {
      child.kill();
    }
  });
}

for (const args of [["--hots"], ["8080", "9090"], ["80a"], ["--host", "--host", "8080"]]) {
  test(`./build.sh serve ${args.join(" ")} is refused with one sentence`, () => {
    const { status, stderr } = spawnSync(join(ROOT, "build.sh"), ["serve", ...args], { encoding: "utf8" });
    assert.equal(status, 1);
    assert.match(stderr, /^[^\n]+\.\n$/);
  });
}

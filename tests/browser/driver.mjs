// Drives one page of a headless Chromium: a command a line in, an answer a line out, both JSON.
import { createInterface } from "node:readline";
import chromium from "@sparticuz/chromium";
import puppeteer from "puppeteer-core";

const WAIT_MS = 30_000;
// None of the package's own flags: they switch off what a browser refuses, which is what is looked at.
const FLAGS = [
  "--no-sandbox", "--no-zygote", "--disable-gpu", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--disable-quic",
];
chromium.setGraphicsMode = false;
const browser = await puppeteer.launch({ executablePath: await chromium.executablePath(), headless: "shell", args: FLAGS });
const page = await browser.newPage();
const said = [];
page.on("console", (message) => said.push(message.text()));
page.on("pageerror", (error) => said.push(String(error)));

const commands = {
  goto: (address) => page.goto(address).then(() => null),
  type: ([where, text]) => page.locator(where).fill(text),
  click: (where) => page.locator(where).setTimeout(WAIT_MS).click(),
  wait: (expression) => page.waitForFunction(expression, { timeout: WAIT_MS }).then(() => null),
  read: (expression) => page.evaluate(expression),
  said: () => said,
};

for await (const line of createInterface({ input: process.stdin })) {
  const [name, given] = JSON.parse(line);
  let answer;
  try {
    answer = { value: (await commands[name](given)) ?? null };
  } catch (error) {
    const shown = await page.evaluate("document.body.innerText").catch(String);
    answer = { error: `${name} ${JSON.stringify(given)}: ${error.message}`, said, shown };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
await browser.close();

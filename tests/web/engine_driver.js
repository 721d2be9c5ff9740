// Answers questions about a problem, a line of JSON each, with the page's own engine.

import { createInterface } from "node:readline";

const answer = ({ data, typed, asks }) => {
  const problem = openProblem(data);
  putEntries(problem, typed?.map((text) => (text === null ? null : typedNumber(text))) ?? null);
  return asks.map(([number, at]) => {
    const operation = problem.operations[number];
    const worked = work(problem, operation, at);
    const total = numberOf(problem, operation, at);
    return {
      terms: worked.terms.map(({ image, kernel }) => [image, kernel]),
      ranges: worked.ranges.map(({ lower, upper, step }) => [lower, upper, step]),
      covered: covered(problem, operation, at).map(({ image, kernel, cell, inside }) =>
        [image, kernel, cell, inside]),
      line: problemLine(problem, operation, at),
      latex: latex(problem, operation, at),
      number: total && numberText(total),
      sentence: sentence(problem, worked, total),
      products: worked.terms.map(({ pixel, entry }) =>
        expression(problem, { kind: "product", factors: [pixel, entry] })),
      sum: bounded(problem, worked),
      conditions: at.map((_, axis) => [...conditions(problem, worked, axis), solution(problem, worked, axis)]),
    };
  });
};

const read = (texts) => texts.map((text) => {
  try {
    return numberText(typedNumber(text));
  } catch (error) {
    return { error: error.message };
  }
});

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  let found;
  try {
    found = question.texts ? read(question.texts) : answer(question);
  } catch (error) {
    found = { failed: String(error.stack) };
  }
  process.stdout.write(`${JSON.stringify(found)}\n`);
}

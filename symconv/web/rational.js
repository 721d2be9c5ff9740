// Exact numbers: a fraction of two BigInts in lowest terms, and how it was written.
//
// A number is {kind: "number", top, bottom, decimal, given}. `decimal` asks for a decimal
// point where the expansion is finite. `given` holds how an author wrote it, where that is
// not its plain form.

const INTEGER = /^[+-]?\d{1,400}$/;
const FRACTION = /^([+-]?\d{1,400})\/(\d{1,400})$/;
const DECIMAL = /^([+-]?)(\d{0,400})\.(\d{0,400})$/;
const LONGEST = 40; // digits that may be typed

/** A number in lowest terms. */
export function fraction(top, bottom = 1n, decimal = false, given = null) {
  let [a, b] = [top < 0n ? -top : top, bottom];
  while (b) [a, b] = [b, a % b];
  const common = a || 1n;
  const rest = bottom / common;
  const pointed = decimal && finite(rest);
  return { kind: "number", top: top / common, bottom: rest, decimal: pointed, given };
}

/** Whether a fraction with this denominator has a finite decimal expansion, and is not whole. */
function finite(bottom) {
  let rest = bottom;
  for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
  return rest === 1n && bottom !== 1n;
}

/** Read an integer, a fraction or a decimal; null where it is none. */
export function readNumber(text) {
  if (INTEGER.test(text)) return fraction(BigInt(text.replace("+", "")));
  const parts = FRACTION.exec(text);
  if (parts) {
    const bottom = BigInt(parts[2]);
    return bottom ? fraction(BigInt(parts[1].replace("+", "")), bottom) : null;
  }
  const [, sign, whole, digits] = DECIMAL.exec(text) ?? [];
  if (whole === undefined || !(whole + digits)) return null;
  const size = BigInt(whole + digits);
  return fraction(sign === "-" ? -size : size, 10n ** BigInt(digits.length), true);
}

/** What a reader typed as a number; throws an Error that says what to write instead. */
export function typedNumber(text) {
  const plain = text.trim().replaceAll("−", "-");
  const found = plain.length <= LONGEST ? readNumber(plain) : null;
  if (found) return found;
  const shown = text.length > 30 ? `${text.slice(0, 29)}…` : text;
  let why = "is not a number";
  if (/\/0+$/.test(plain)) why = "divides by zero";
  else if (plain.length > LONGEST && /^[-+\d./]*$/.test(plain)) why = "is too long";
  else if (/^[-+]?\d+,\d+$/.test(plain)) why = "has a comma";
  throw new Error(`“${shown}” ${why}: write an integer, a fraction 1/9 or a decimal 0.25`);
}

export function multiply(left, right) {
  return fraction(left.top * right.top, left.bottom * right.bottom, left.decimal || right.decimal);
}

export function addUp(numbers) {
  let [top, bottom, decimal] = [0n, 1n, false];
  for (const each of numbers) {
    top = top * each.bottom + each.top * bottom;
    bottom *= each.bottom;
    decimal ||= each.decimal;
  }
  return fraction(top, bottom, decimal);
}

export function isZero(number) {
  return number.top === 0n;
}

/** The number without its sign. */
export function size(number) {
  return number.top < 0n ? { ...number, top: -number.top, given: null } : number;
}

/** A decimal written out in full. */
export function decimalText({ top, bottom }) {
  let places = 0;
  while (10n ** BigInt(places) % bottom) places += 1;
  const whole = ((top < 0n ? -top : top) * 10n ** BigInt(places)) / bottom;
  const digits = String(whole).padStart(places + 1, "0");
  const cut = digits.length - places;
  return `${top < 0n ? "-" : ""}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

/** As a problem line and a program write it: 3, 1/9, 0.25. */
export function numberText(number) {
  if (number.decimal) return decimalText(number);
  return number.bottom === 1n ? String(number.top) : `${number.top}/${number.bottom}`;
}

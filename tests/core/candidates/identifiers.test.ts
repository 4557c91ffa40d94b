import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createIdentifierHasher } from '../../../adapters/keystore/identifier-hasher.ts';
import {
  gmailForm,
  hashDocument,
  hashEmail,
  hashPhone,
  inForm,
  NO_IDENTIFIERS,
  normalDocument,
  normalEmail,
  normalForm,
  normalPhone,
} from '../../../core/candidates/identifiers.ts';
import { DOCUMENTS, EMAILS, PHONES } from './identifier-vectors.ts';

const hasher = createIdentifierHasher(Buffer.alloc(32, 1));
const sha = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');

test('has at least fifty vectors for each identifier', () => {
  for (const vectors of [EMAILS, PHONES, DOCUMENTS]) expect(vectors.length).toBeGreaterThanOrEqual(50);
});

test.each(EMAILS)('writes the e-mail %j in its form and in that of Gmail', (raw, email, gmail) => {
  expect(normalForm('email', raw, 'CO')).toBe(email);
  expect(normalForm('email_gmail', raw, 'CO')).toBe(gmail);
  const hashed = hashEmail(hasher, raw);
  const kept = { ...NO_IDENTIFIERS, ...hashed };
  expect(inForm(kept, 'email')).toBe(email === null ? null : sha(email));
  expect(inForm(kept, 'email_gmail')).toBe(gmail === null ? null : sha(gmail));
});

test.each(PHONES)('writes the telephone %j of %s with its country code, with and without the sign', (raw, country, phone) => {
  expect(normalForm('phone_e164', raw, country)).toBe(phone);
  expect(normalForm('phone_digits', raw, country)).toBe(phone === null ? null : phone.slice(1));
  const kept = { ...NO_IDENTIFIERS, ...hashPhone(hasher, raw, country) };
  expect(inForm(kept, 'phone_e164')).toBe(phone === null ? null : sha(phone));
  expect(inForm(kept, 'phone_digits')).toBe(phone === null ? null : sha(phone.slice(1)));
});

test.each(DOCUMENTS)('writes the document %j of %s in one way', (raw, country, document) => {
  expect(normalDocument(raw, country)).toBe(document);
});

test('hashes a document with a key, so that counting through all numbers finds none', () => {
  const mine = hashDocument(hasher, '1.020.304.050', 'CO');
  expect(mine).not.toBe(sha('CO:1020304050'));
  expect(mine).toBe(hashDocument(hasher, 'CC 1020304050', 'CO'));
  expect(mine).not.toBe(hashDocument(createIdentifierHasher(Buffer.alloc(32, 2)), '1020304050', 'CO'));
});

test('gives a form again unchanged, whatever is written', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), fc.stringMatching(/^[+(]?[\d .()-]{5,22}$/)), (raw) => {
      const email = normalEmail(raw);
      if (email !== null) {
        expect(normalEmail(email)).toBe(email);
        expect(gmailForm(gmailForm(email))).toBe(gmailForm(email));
      }
      const phone = normalPhone(raw, 'CO');
      if (phone !== null) expect([normalPhone(phone, 'CO'), normalPhone(phone, 'AR')]).toEqual([phone, phone]);
      const document = normalDocument(raw, 'CO');
      if (document !== null) expect(document).toMatch(/^CO:[A-Z0-9]{4,20}$/);
    }),
    { numRuns: 500 },
  );
});

-- Reports read only what they count, in the order of time, and not the tips themselves.
CREATE INDEX "tips_asked_idx" ON "tips"("created_at") INCLUDE ("channel", "outcome", "answered_with", "feedback")
  WHERE NOT ("outcome" = 'unknown' AND "ms" IS NULL);
CREATE INDEX "tips_askers_idx" ON "tips"("created_at") INCLUDE ("claim_id", "sender_id") WHERE "claim_id" IS NOT NULL;

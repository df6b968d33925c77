-- The log of the desk by person and by action, and everything of a person, without reading whole tables.
-- DropIndex
DROP INDEX "account_events_about_idx";

-- CreateIndex
CREATE INDEX "account_events_about_at_idx" ON "account_events"("about", "at");

-- CreateIndex
CREATE INDEX "account_events_actor_at_idx" ON "account_events"("actor", "at");

-- CreateIndex
CREATE INDEX "account_events_type_at_idx" ON "account_events"("type", "at");

-- CreateIndex
CREATE INDEX "outbox_sender_id_idx" ON "outbox"("sender_id");

-- What moderators did; most events of claims are of people who ask.
CREATE INDEX "review_events_acts_idx" ON "review_events"("at", "id") WHERE "actor" IS NOT NULL;
CREATE INDEX "review_events_acts_by_actor_idx" ON "review_events"("actor", "at") WHERE "actor" IS NOT NULL;
CREATE INDEX "review_events_acts_by_type_idx" ON "review_events"("type", "at") WHERE "actor" IS NOT NULL;

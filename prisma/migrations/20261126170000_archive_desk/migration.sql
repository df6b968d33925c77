-- Pages of the archive at the desk: edits, media that come and go, complaints that were looked into.
ALTER TABLE "fact_checks" ADD COLUMN "retired_at" TIMESTAMPTZ(3),
ADD COLUMN "looked_at" TIMESTAMPTZ(3);

ALTER TABLE "fact_check_media" ADD COLUMN "from_desk" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN "removed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "fact_check_events" (
    "id" SERIAL NOT NULL,
    "fact_check_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "data" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "fact_check_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "fact_check_events_fact_check_id_idx" ON "fact_check_events"("fact_check_id");

-- AddForeignKey
ALTER TABLE "fact_check_events" ADD CONSTRAINT "fact_check_events_fact_check_id_fkey" FOREIGN KEY ("fact_check_id") REFERENCES "fact_checks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What a person was answered with: the one chosen of several, else the best of those sent.
ALTER TABLE "tips" ADD COLUMN "feedback_at" TIMESTAMPTZ(3),
ADD COLUMN "answered_with" TEXT GENERATED ALWAYS AS (COALESCE(
    jsonb_path_query_first("answers", '$[*] ? (@.picked == true).factCheckId') #>> '{}',
    CASE WHEN "outcome" = 'answered' THEN jsonb_path_query_first("answers", '$[*] ? (@.sent == true).factCheckId') #>> '{}' END
)) STORED;

UPDATE "tips" SET "feedback_at" = COALESCE("answered_at", "created_at") WHERE "feedback" IS NOT NULL;

-- CreateIndex
CREATE INDEX "tips_answered_with_created_at_idx" ON "tips"("answered_with", "created_at");

-- Those who said that the answer did not help, by what they were answered with.
CREATE INDEX "tips_complaints_idx" ON "tips"("answered_with", "feedback_at") WHERE "feedback" = 'no';

-- Which fact-checks were offered to choose from.
CREATE INDEX "tips_offered_idx" ON "tips" USING GIN (jsonb_path_query_array("answers", '$[*] ? (@.sent == true).factCheckId')) WHERE "outcome" = 'choices';

-- When claims were decided, for the reports.
CREATE INDEX "review_events_verdicts_idx" ON "review_events"("at") WHERE "type" IN ('published', 'linked', 'not-checkable');

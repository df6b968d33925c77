-- What is typed and not decided yet, what a verdict rests on, and what askers answered to the team's questions.
-- AlterTable
ALTER TABLE "fact_checks" ADD COLUMN     "sources" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "verdict_drafts" (
    "claim_id" INTEGER NOT NULL,
    "author" TEXT NOT NULL,
    "fields" JSONB NOT NULL,
    "saved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "verdict_drafts_pkey" PRIMARY KEY ("claim_id","author")
);

-- CreateTable
CREATE TABLE "claim_answers" (
    "id" SERIAL NOT NULL,
    "notice_id" INTEGER NOT NULL,
    "sender_id" INTEGER NOT NULL,
    "text" TEXT,
    "tip_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "claim_answers_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "claim_answers_notice_id_idx" ON "claim_answers"("notice_id");

-- CreateIndex
CREATE INDEX "claim_answers_sender_id_idx" ON "claim_answers"("sender_id");

-- CreateIndex
CREATE INDEX "claim_answers_tip_id_idx" ON "claim_answers"("tip_id");

-- AddForeignKey
ALTER TABLE "verdict_drafts" ADD CONSTRAINT "verdict_drafts_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claims"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claim_answers" ADD CONSTRAINT "claim_answers_notice_id_fkey" FOREIGN KEY ("notice_id") REFERENCES "notices"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claim_answers" ADD CONSTRAINT "claim_answers_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "senders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "claim_answers" ADD CONSTRAINT "claim_answers_tip_id_fkey" FOREIGN KEY ("tip_id") REFERENCES "tips"("id") ON DELETE SET NULL ON UPDATE CASCADE;

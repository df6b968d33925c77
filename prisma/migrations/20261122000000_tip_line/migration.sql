-- CreateTable
CREATE TABLE "senders" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "language" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "unreachable_at" TIMESTAMPTZ(3),

    CONSTRAINT "senders_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "messages" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "handled_at" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "tip_id" INTEGER,

    CONSTRAINT "messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tips" (
    "id" SERIAL NOT NULL,
    "sender_id" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "text" TEXT,
    "group_key" TEXT,
    "quote" TEXT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "outcome" TEXT,
    "reason" TEXT,
    "answers" JSONB,
    "closest" JSONB,
    "ms" JSONB,
    "claim_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "answered_at" TIMESTAMPTZ(3),

    CONSTRAINT "tips_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tip_files" (
    "tip_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "remote" JSONB NOT NULL,
    "media_id" INTEGER,
    "via_thumbnail" BOOLEAN NOT NULL DEFAULT false,
    "failure" TEXT,

    CONSTRAINT "tip_files_pkey" PRIMARY KEY ("tip_id","position")
);

-- CreateTable
CREATE TABLE "media" (
    "id" SERIAL NOT NULL,
    "sha256" CHAR(64) NOT NULL,
    "kind" TEXT NOT NULL,
    "mime" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL,
    "failure" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "media_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_aliases" (
    "channel" TEXT NOT NULL,
    "file_key" TEXT NOT NULL,
    "media_id" INTEGER NOT NULL,

    CONSTRAINT "media_aliases_pkey" PRIMARY KEY ("channel","file_key")
);

-- CreateTable
CREATE TABLE "fingerprints" (
    "media_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "data" BYTEA NOT NULL,

    CONSTRAINT "fingerprints_pkey" PRIMARY KEY ("media_id","kind")
);

-- CreateTable
CREATE TABLE "fact_checks" (
    "id" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "claim" TEXT NOT NULL,
    "rating" TEXT NOT NULL,
    "rating_label" TEXT,
    "summary" TEXT,
    "body" TEXT,
    "publisher" TEXT,
    "date_published" DATE,
    "language" TEXT NOT NULL,
    "appearances" TEXT[],
    "is_example" BOOLEAN NOT NULL DEFAULT false,
    "content_hash" CHAR(64) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deleted_at" TIMESTAMPTZ(3),
    "revision" BIGSERIAL NOT NULL,

    CONSTRAINT "fact_checks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "fact_check_media" (
    "fact_check_id" TEXT NOT NULL,
    "media_id" INTEGER NOT NULL,

    CONSTRAINT "fact_check_media_pkey" PRIMARY KEY ("fact_check_id","media_id")
);

-- CreateTable
CREATE TABLE "claims" (
    "id" SERIAL NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "text" TEXT,
    "demand" INTEGER NOT NULL DEFAULT 1,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "closest" JSONB,
    "revision" BIGSERIAL NOT NULL,

    CONSTRAINT "claims_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "review_events" (
    "id" SERIAL NOT NULL,
    "claim_id" INTEGER NOT NULL,
    "type" TEXT NOT NULL,
    "actor" TEXT,
    "data" JSONB NOT NULL DEFAULT '{}',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "review_events_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" SERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "sender_id" INTEGER,
    "tip_id" INTEGER,
    "message" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'waiting',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "external_id" TEXT,
    "error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "senders_channel_external_id_key" ON "senders"("channel", "external_id");

-- CreateIndex
CREATE INDEX "messages_channel_conversation_handled_at_idx" ON "messages"("channel", "conversation", "handled_at");

-- CreateIndex
CREATE INDEX "messages_tip_id_idx" ON "messages"("tip_id");

-- CreateIndex
CREATE UNIQUE INDEX "messages_channel_external_id_key" ON "messages"("channel", "external_id");

-- CreateIndex
CREATE INDEX "tips_channel_conversation_outcome_idx" ON "tips"("channel", "conversation", "outcome");

-- CreateIndex
CREATE INDEX "tips_sender_id_idx" ON "tips"("sender_id");

-- CreateIndex
CREATE INDEX "tips_claim_id_idx" ON "tips"("claim_id");

-- CreateIndex
CREATE UNIQUE INDEX "tips_channel_conversation_group_key_key" ON "tips"("channel", "conversation", "group_key");

-- CreateIndex
CREATE INDEX "tip_files_media_id_idx" ON "tip_files"("media_id");

-- CreateIndex
CREATE UNIQUE INDEX "media_sha256_key" ON "media"("sha256");

-- CreateIndex
CREATE INDEX "media_aliases_media_id_idx" ON "media_aliases"("media_id");

-- CreateIndex
CREATE UNIQUE INDEX "fact_checks_revision_key" ON "fact_checks"("revision");

-- CreateIndex
CREATE INDEX "fact_check_media_media_id_idx" ON "fact_check_media"("media_id");

-- CreateIndex
CREATE INDEX "claims_state_demand_idx" ON "claims"("state", "demand" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "claims_revision_key" ON "claims"("revision");

-- CreateIndex
CREATE INDEX "review_events_claim_id_idx" ON "review_events"("claim_id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_key_key" ON "outbox"("key");

-- CreateIndex
CREATE INDEX "outbox_channel_conversation_state_id_idx" ON "outbox"("channel", "conversation", "state", "id");

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_tip_id_fkey" FOREIGN KEY ("tip_id") REFERENCES "tips"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tips" ADD CONSTRAINT "tips_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "senders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tips" ADD CONSTRAINT "tips_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claims"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tip_files" ADD CONSTRAINT "tip_files_tip_id_fkey" FOREIGN KEY ("tip_id") REFERENCES "tips"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tip_files" ADD CONSTRAINT "tip_files_media_id_fkey" FOREIGN KEY ("media_id") REFERENCES "media"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "media_aliases" ADD CONSTRAINT "media_aliases_media_id_fkey" FOREIGN KEY ("media_id") REFERENCES "media"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fingerprints" ADD CONSTRAINT "fingerprints_media_id_fkey" FOREIGN KEY ("media_id") REFERENCES "media"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fact_check_media" ADD CONSTRAINT "fact_check_media_fact_check_id_fkey" FOREIGN KEY ("fact_check_id") REFERENCES "fact_checks"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "fact_check_media" ADD CONSTRAINT "fact_check_media_media_id_fkey" FOREIGN KEY ("media_id") REFERENCES "media"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "review_events" ADD CONSTRAINT "review_events_claim_id_fkey" FOREIGN KEY ("claim_id") REFERENCES "claims"("id") ON DELETE CASCADE ON UPDATE CASCADE;

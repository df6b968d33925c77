-- How far a message has come after the messenger took it: sent is not delivered.
ALTER TABLE "outbox" ADD COLUMN "delivery" TEXT,
ADD COLUMN "delivery_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "outbox_channel_external_id_idx" ON "outbox"("channel", "external_id");

-- Those that wait until the person writes.
CREATE INDEX "outbox_invited_idx" ON "outbox"("channel", "conversation") WHERE "state" = 'invited';

-- CreateTable
CREATE TABLE "receipts" (
    "id" SERIAL NOT NULL,
    "channel" TEXT NOT NULL,
    "external_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "error" TEXT,
    "detail" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "messages_channel_received_at_idx" ON "messages"("channel", "received_at");

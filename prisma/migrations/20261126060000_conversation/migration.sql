-- DropIndex
DROP INDEX "tips_sender_id_idx";

-- AlterTable
ALTER TABLE "messages" ADD COLUMN     "sender_id" INTEGER;

-- AlterTable
ALTER TABLE "outbox" ADD COLUMN     "is_fleeting" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "senders" ADD COLUMN     "notify" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "warned_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "tips" ADD COLUMN     "complaint" TEXT,
ADD COLUMN     "feedback" TEXT,
ADD COLUMN     "notify" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "origin" JSONB,
ADD COLUMN     "place" TEXT NOT NULL DEFAULT 'private',
ADD COLUMN     "rounds" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "dialogues" (
    "sender_id" INTEGER NOT NULL,
    "conversation" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "about" JSONB,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "dialogues_pkey" PRIMARY KEY ("sender_id","conversation")
);

-- CreateTable
CREATE TABLE "groups" (
    "channel" TEXT NOT NULL,
    "conversation" TEXT NOT NULL,
    "listens" BOOLEAN NOT NULL DEFAULT true,

    CONSTRAINT "groups_pkey" PRIMARY KEY ("channel","conversation")
);

-- CreateIndex
CREATE INDEX "messages_sender_id_idx" ON "messages"("sender_id");

-- CreateIndex
CREATE INDEX "tips_sender_id_conversation_idx" ON "tips"("sender_id", "conversation");

-- AddForeignKey
ALTER TABLE "dialogues" ADD CONSTRAINT "dialogues_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "senders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "messages" ADD CONSTRAINT "messages_sender_id_fkey" FOREIGN KEY ("sender_id") REFERENCES "senders"("id") ON DELETE CASCADE ON UPDATE CASCADE;

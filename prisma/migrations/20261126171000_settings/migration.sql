-- What admins set on the desk, codes at sign-in, and who did what from where.
-- AlterTable
ALTER TABLE "account_events" ADD COLUMN     "detail" JSONB,
ALTER COLUMN "about" DROP NOT NULL;

-- AlterTable
ALTER TABLE "claims" ADD COLUMN     "awaits_approval" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "review_events" ADD COLUMN     "origin" TEXT;

-- AlterTable
ALTER TABLE "users" ADD COLUMN     "two_factor_enabled" BOOLEAN DEFAULT false;

-- CreateTable
CREATE TABLE "two_factors" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "verified" BOOLEAN DEFAULT true,
    "failed_verification_count" INTEGER DEFAULT 0,
    "locked_until" TIMESTAMPTZ(3),

    CONSTRAINT "two_factors_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "settings" (
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "settings_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE UNIQUE INDEX "two_factors_user_id_key" ON "two_factors"("user_id");

-- CreateIndex
CREATE INDEX "account_events_at_idx" ON "account_events"("at");

-- CreateIndex
CREATE INDEX "review_events_at_idx" ON "review_events"("at");

-- AddForeignKey
ALTER TABLE "two_factors" ADD CONSTRAINT "two_factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The log of accounts is append-only: nothing in it changes, and what is younger than 30 days is not deleted either.
CREATE FUNCTION keep_account_events() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' OR OLD.at > now() - interval '30 days' THEN
    RAISE EXCEPTION 'account_events is append-only';
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER account_events_are_kept BEFORE UPDATE OR DELETE ON "account_events"
  FOR EACH ROW EXECUTE FUNCTION keep_account_events();

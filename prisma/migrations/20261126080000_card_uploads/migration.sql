CREATE TABLE "card_uploads" (
    "channel" TEXT NOT NULL,
    "card_key" TEXT NOT NULL,
    "file_key" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "card_uploads_pkey" PRIMARY KEY ("channel","card_key")
);

-- Short links: store/short-codes.ts.
CREATE INDEX "fact_checks_short_code" ON "fact_checks" (left(md5("id"), 10));

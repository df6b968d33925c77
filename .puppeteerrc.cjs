/** The browser is the system's or comes with `@sparticuz/chromium`: puppeteer downloads none. */
module.exports = { skipDownload: true };

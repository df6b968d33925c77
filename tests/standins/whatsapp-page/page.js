/**
 * What whatsapp-web.js 1.34.7 touches of WhatsApp Web, with a server of the tests behind it. Runs in the browser.
 */
(() => {
  class Emitter {
    handlers = new Map();
    on(names, handler) {
      for (const name of names.split(' ')) {
        this.handlers.set(name, [...(this.handlers.get(name) ?? []), handler]);
      }
    }
    once(name, handler) {
      const first = (...args) => {
        this.off(name, first);
        handler(...args);
      };
      this.on(name, first);
    }
    off(name, handler) {
      this.handlers.set(
        name,
        (this.handlers.get(name) ?? []).filter((known) => known !== handler),
      );
    }
    trigger(name, ...args) {
      for (const handler of this.handlers.get(name) ?? []) handler(...args);
    }
  }
  class Model extends Emitter {
    constructor(values) {
      super();
      Object.assign(this, values);
    }
    set(key, value) {
      const before = this[key];
      if (before === value) return;
      this[key] = value;
      for (const emitter of [this, this.collection]) {
        emitter?.trigger(`change:${key}`, this, value, before);
        emitter?.trigger('change', this);
      }
    }
    serialize() {
      const hidden = ['handlers', 'collection', 'msgs', 'mediaData', 'mediaObject', 'groupMetadata'];
      const entries = Object.entries(this).filter(
        ([key, value]) => !hidden.includes(key) && typeof value !== 'function',
      );
      return Object.fromEntries(entries);
    }
    unsafe() {
      return this;
    }
  }
  class Wid {
    constructor(address) {
      const text = address._serialized ?? address;
      [this.user, this.server] = text.split('@');
      this._serialized = text;
    }
    isLid() {
      return this.server === 'lid';
    }
    isGroup() {
      return this.server === 'g.us';
    }
    isStatus() {
      return this._serialized === 'status@broadcast';
    }
  }
  class MsgKey {
    constructor({ to, id, participant, selfDir }) {
      this.fromMe = selfDir === 'out';
      this.remote = to;
      this.id = id;
      const parts = [this.fromMe, to._serialized, id, ...(participant ? [participant._serialized] : [])];
      if (participant) this.participant = participant;
      this._serialized = parts.join('_');
    }
    static async newId() {
      return `3EB0${crypto.randomUUID().replaceAll('-', '').slice(0, 18).toUpperCase()}`;
    }
  }
  class Collection extends Emitter {
    models = new Map();
    get(id) {
      return this.models.get(id?._serialized ?? id);
    }
    add(model) {
      model.collection = this;
      this.models.set(model.id._serialized, model);
      this.trigger('add', model);
      return model;
    }
    async getMessagesById(ids) {
      return { messages: ids.map((id) => this.get(id)).filter(Boolean) };
    }
    getModelsArray() {
      return [...this.models.values()];
    }
  }
  const post = async (path, body) => {
    const response = await fetch(`/stand-in/${path}`, { method: 'POST', body: JSON.stringify(body) });
    return response.json();
  };
  const base64 = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)));
  /** In a database, as WhatsApp Web does: `localStorage` is written late, and lost when the browser is killed. */
  const inDevices = (mode, work) =>
    new Promise((resolve, reject) => {
      const opening = indexedDB.open('stand-in');
      opening.onupgradeneeded = () => opening.result.createObjectStore('devices');
      opening.onerror = () => reject(opening.error);
      opening.onsuccess = () => {
        const transaction = opening.result.transaction('devices', mode, { durability: 'strict' });
        const asked = work(transaction.objectStore('devices'));
        transaction.onerror = () => reject(transaction.error);
        transaction.oncomplete = () => {
          opening.result.close();
          resolve(asked.result);
        };
      };
    });
  const DEVICE = 'this';
  let me = null;
  /** What the server told at the start. */
  let world = {};
  const newRef = () => `2@${crypto.randomUUID()}`;
  const Cmd = Object.assign(new Emitter(), { refreshQR: () => Conn.set('ref', newRef()) });
  const Conn = new Model({ ref: newRef(), platform: 'android' });
  const Socket = new Model({ state: 'OPENING', hasSynced: false });
  const Msg = new Collection();
  const Chat = new Collection();
  const chatOf = (wid) =>
    Chat.get(wid) ??
    Chat.add(
      new Model({
        ...{ id: wid, formattedTitle: wid._serialized, mute: { expiration: 0 }, unreadCount: 0, t: 0 },
        msgs: new Collection(),
      }),
    );
  /** @param message as the server tells it */
  const receive = (message, isNewMsg) => {
    const { chat, author, id, fromMe, isSeen, quoted, ...content } = message;
    const remote = new Wid(chat);
    const participant = author ? new Wid(author) : undefined;
    const key = new MsgKey({ to: remote, id, participant, selfDir: fromMe ? 'out' : 'in' });
    const model = new Model({
      ...content,
      ...{ id: key, from: fromMe ? me : remote, to: fromMe ? remote : me, author: participant },
      ...{ isNewMsg, ack: 1 },
      ...(quoted ? { quotedStanzaID: quoted } : {}),
      ...(content.directPath
        ? { mediaKey: 'key', mediaData: { mediaStage: 'NEED_POKE' }, mediaObject: {} }
        : {}),
      downloadMedia: async () => {
        model.mediaData.mediaStage = 'RESOLVED';
      },
      msgContextInfo: () => ({ quotedStanzaID: id, quotedParticipant: participant ?? remote }),
    });
    const own = chatOf(remote);
    own.t = Math.max(own.t, content.t);
    if (!fromMe && !isSeen) own.unreadCount += 1;
    own.msgs.add(model);
    Msg.add(model);
  };
  const find = ({ chat, id }) =>
    chatOf(new Wid(chat))
      .msgs.getModelsArray()
      .find((model) => model.id.id === id);
  class OpaqueData {
    constructor(blob) {
      this.blob = blob;
    }
    static async createFromData(blob) {
      return new OpaqueData(blob);
    }
    url() {
      return URL.createObjectURL(this.blob);
    }
    autorelease() {}
  }
  const modules = {
    WAWebSocketModel: { Socket },
    WAWebCmd: { Cmd },
    WAWebConnModel: { Conn },
    WAWebOfflineHandler: { OfflineMessageHandler: { getOfflineDeliveryProgress: () => 100 } },
    WAWebAltDeviceLinkingApi: {},
    WABase64: { encodeB64: base64 },
    WAWebCompanionRegClientUtils: { DEVICE_PLATFORM: '1' },
    WAWebAdvSignatureApi: {},
    WAWebUserPrefsInfoStore: {
      waNoiseInfo: { get: async () => ({ staticKeyPair: { pubKey: new ArrayBuffer(32) } }) },
    },
    WAWebSignalStoreApi: {
      waSignalStore: {
        getRegistrationInfo: async () => ({ identityKeyPair: { pubKey: new ArrayBuffer(32) } }),
      },
    },
    WAWebUserPrefsMultiDevice: { getADVSecretKey: () => 'c2VjcmV0' },
    WAWebUserPrefsMeUser: { getMaybeMePnUser: () => me, getMaybeMeLidUser: () => undefined },
    WAWebCollections: { Msg, Chat },
    WAWebSyncGatingUtils: {},
    WAWebCallCollection: Object.assign(new Emitter(), { calls: new Map() }),
    WALinkify: {
      findLink: (text) => modules.WALinkify.findLinks(text)[0],
      findLinks: (text) => [...(text ?? '').matchAll(/https?:\/\/\S+/g)].map(([href]) => ({ href })),
    },
    WAWebWidFactory: { createWid: (text) => new Wid(text), asUserWidOrThrow: (wid) => wid },
    WAWebMsgKey: MsgKey,
    WAWebMsgReply: { canReplyMsg: () => true },
    WAWebChatGetters: { getIsNewsletter: () => false, getIsBroadcast: (chat) => chat.id.isStatus() },
    WAWebStreamModel: { Stream: { markAvailable: () => {}, markUnavailable: () => {} } },
    WAWebUpdateUnreadChatAction: {
      sendSeen: async ({ chat }) => {
        chat.unreadCount = 0;
        await post('seen', { chat: chat.id._serialized });
      },
    },
    WAWebChatLoadMessages: {
      loadEarlierMsgs: async ({ chat }) => {
        if (chat.id._serialized === world.unreadable) throw new Error('the chat cannot be read');
        return [];
      },
    },
    WAWebChatStateBridge: {
      sendChatStateComposing: async (wid) => post('typing', { chat: wid._serialized }),
    },
    WAWebFindChatAction: { findOrCreateLatestChat: async (wid) => ({ chat: chatOf(wid) }) },
    WAWebGetEphemeralFieldsMsgActionsUtils: { getEphemeralFields: () => ({}) },
    WAWebLinkPreviewChatAction: { getLinkPreview: async () => null },
    WAWebSendMsgChatAction: {
      addAndSendMsgToChat: (chat, message) => {
        const model = new Model({ ...message, isNewMsg: false });
        Msg.add(model);
        chat.msgs.add(model);
        const { id, type, body, caption, quotedStanzaID, filehash } = message;
        const said = { chat: chat.id._serialized, id: id._serialized, type, text: caption ?? body };
        const sent = post('sent', { ...said, quoted: quotedStanzaID, filehash }).then(({ ack }) =>
          model.set('ack', ack),
        );
        return [Promise.resolve(model), sent];
      },
    },
    WAWebMediaOpaqueData: OpaqueData,
    WAWebPrepRawMedia: {
      prepRawMedia: (data) => ({
        waitForPrep: async () => {
          const { type: mimetype, size } = data.blob;
          const filehash = base64(await crypto.subtle.digest('SHA-256', await data.blob.arrayBuffer()));
          const about = { type: mimetype.split('/')[0], filehash, mimetype, size };
          const prepared = { ...about, mediaBlob: data };
          Object.defineProperties(prepared, {
            set: { value: (values) => Object.assign(prepared, values) },
            toJSON: { value: () => about },
          });
          return prepared;
        },
      }),
    },
    WAWebMediaStorage: {
      getOrCreateMediaObject: (filehash) => ({
        filehash,
        consolidate(values) {
          Object.assign(this, values);
        },
      }),
    },
    WAWebMmsMediaTypes: { msgToMediaType: ({ type }) => type, castToV4: (type) => type },
    WAWebMediaDataUtils: { shouldUseMediaCache: () => false },
    WAWebMediaMmsV4Upload: {
      uploadMedia: async ({ mediaObject }) => ({ mediaEntry: { directPath: `/up/${mediaObject.filehash}` } }),
    },
    WAWebDownloadManager: {
      downloadManager: {
        downloadAndMaybeDecrypt: async ({ directPath }) => {
          const response = await fetch(directPath);
          if (!response.ok) throw Object.assign(new Error('no media'), { status: response.status });
          return response.arrayBuffer();
        },
      },
    },
  };
  /** What the library only tries to change, and does without. */
  const optional = /^WAWeb(?:BackendJobsCommon|E2EProtoUtils|Addon\w+)$/;
  window.require = (name) => {
    if (world.isBroken && name === 'WAWebCallCollection') throw new Error('the page has changed');
    if (name in modules) return modules[name];
    if (!optional.test(name)) void post('missing', { name });
    throw new Error(`the stand-in has no module ${name}`);
  };
  /** WhatsApp Web is synced some moments after it is connected; the library listens by then, or is late. */
  const sync = (isEarly) => {
    if (isEarly || Socket.handlers.has('change:hasSynced')) Socket.set('hasSynced', true);
    else setTimeout(sync, 20);
  };
  const connect = (news) => {
    me = new Wid(news.me);
    world = news;
    if (news.remains) return Socket.set('state', news.remains);
    for (const message of news.history) receive(message, false);
    if (news.syncsEarly) sync(true);
    Socket.set('state', 'CONNECTED');
    if (!news.syncsEarly) sync(false);
  };
  const acts = {
    code: () => Cmd.refreshQR(),
    unpaired: () => Socket.set('state', 'UNPAIRED'),
    paired: async (news) => {
      await inDevices('readwrite', (devices) => devices.put(news.device, DEVICE));
      connect(news);
    },
    connected: connect,
    message: ({ message }) => receive(message, true),
    edit: ({ chat, id, body }) =>
      Object.assign(find({ chat, id }), { latestEditSenderTimestampMs: Date.now() }).set('body', body),
    revoke: ({ chat, id }) => find({ chat, id }).set('type', 'revoked'),
    call: ({ chat, id }) =>
      modules.WAWebCallCollection.calls.set(id, { id, peerJid: chat, isVideo: false, outgoing: false }),
    logout: async () => {
      await inDevices('readwrite', (devices) => devices.delete(DEVICE));
      Cmd.trigger('logout');
      setTimeout(() => location.assign('/?post_logout=1'), 50);
    },
    state: ({ state }) => Socket.set('state', state),
    reload: () => location.reload(),
    stall: () => {
      for (;;);
    },
  };
  // The library has to be listening before anything changes.
  const begin = async () => {
    if (!window.onLogoutEvent && !window.AuthStore) return setTimeout(begin, 20);
    const device = (await inDevices('readonly', (devices) => devices.get(DEVICE))) ?? '';
    new EventSource(`/stand-in/news?device=${device}&version=${window.Debug.VERSION}`).onmessage = ({
      data,
    }) => {
      const news = JSON.parse(data);
      acts[news.act](news);
    };
  };
  void begin();
})();

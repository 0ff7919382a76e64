// Stores files, finds their study, gets it, has it moved to a port of its own, and cancels a C-GET after the first
// image, all with dcmjs-dimse; prints the counts.
//   NODE_PATH=.../node_modules node dcmjs_peer.js PORT SINK_PORT STUDY FILE...
const { Client, Server, Scp } = require('dcmjs-dimse');
const { CStoreRequest, CFindRequest, CGetRequest, CMoveRequest } = require('dcmjs-dimse').requests;
const { CStoreResponse } = require('dcmjs-dimse').responses;
const { Status, PresentationContextResult } = require('dcmjs-dimse').constants;

const [port, sinkPort] = process.argv.slice(2, 4).map(Number);
const [study, ...files] = process.argv.slice(4);

/** Sends requests over one association; resolves when it is closed. */
function send(requests, received = () => {}) {
  return new Promise((resolve, reject) => {
    const client = new Client();
    requests.forEach((request) => client.addRequest(request));
    client.on('cStoreRequest', (request, callback) => {
      received(client);
      const response = CStoreResponse.fromRequest(request);
      response.setStatus(Status.Success);
      callback(response);
    });
    client.on('networkError', reject);
    client.on('closed', resolve);
    client.send('127.0.0.1', port, 'DCMJS', 'PACS');
  });
}

/** Counts the responses of a request that pass. */
function counted(request, passes) {
  const counter = { request, count: 0 };
  request.on('response', (response) => { if (passes(response)) counter.count++; });
  return counter;
}

class Sink extends Scp {
  static received = 0;

  associationRequested(association) {
    association.getPresentationContexts().forEach(({ id }) => {
      const context = association.getPresentationContext(id);
      context.setResult(PresentationContextResult.Accept, context.getTransferSyntaxUids()[0]);
    });
    this.sendAssociationAccept();
  }

  cStoreRequest(request, callback) {
    Sink.received++;
    const response = CStoreResponse.fromRequest(request);
    response.setStatus(Status.Success);
    callback(response);
  }

  associationReleaseRequested() {
    this.sendAssociationReleaseResponse();
  }
}

async function main() {
  const stored = files.map((file) => counted(new CStoreRequest(file), (response) => response.getStatus() === Status.Success));
  await send(stored.map(({ request }) => request));

  const found = counted(
    CFindRequest.createStudyFindRequest({ StudyInstanceUID: study }), (response) => response.getStatus() === Status.Pending);
  await send([found.request]);

  let got = 0;
  await send([CGetRequest.createStudyGetRequest(study)], () => got++);

  const server = new Server(Sink);
  server.listen(sinkPort);
  await send([CMoveRequest.createStudyMoveRequest('SINK', study)]);
  server.close();

  const cancelled = counted(CGetRequest.createStudyGetRequest(study), (response) => response.getStatus() === Status.Cancel);
  let isFirst = true;
  await send([cancelled.request], (client) => {
    if (isFirst) client.cancel(cancelled.request);
    isFirst = false;
  });

  console.log([
    `stored=${stored.reduce((sum, { count }) => sum + count, 0)}`, `found=${found.count}`, `got=${got}`,
    `moved=${Sink.received}`, `cancelled=${cancelled.count}`,
  ].join(' '));
}

main().then(() => process.exit(0), (failure) => { console.error(failure); process.exit(1); });

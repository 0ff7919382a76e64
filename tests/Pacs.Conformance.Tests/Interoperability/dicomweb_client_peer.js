// Searches and fetches with the npm package dicomweb-client: dicomweb_client_peer.js ROOT STUDY SERIES INSTANCE FOLDER
// What comes is written to FOLDER; what was searched for is printed.
const fs = require('fs');
const path = require('path');
global.XMLHttpRequest = require('xhr2');
const { api } = require('dicomweb-client');

const [root, studyInstanceUID, seriesInstanceUID, sopInstanceUID, folder] = process.argv.slice(2);
const client = new api.DICOMwebClient({ url: root });
const instance = { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
const write = (name, bytes) => fs.writeFileSync(path.join(folder, name), Buffer.from(bytes));

async function main() {
  const studies = await client.searchForStudies({ queryParams: { StudyInstanceUID: studyInstanceUID } });
  const series = await client.searchForSeries({ studyInstanceUID });
  const instances = await client.searchForInstances({ studyInstanceUID, seriesInstanceUID });

  const studyMetadata = await client.retrieveStudyMetadata({ studyInstanceUID });
  const seriesMetadata = await client.retrieveSeriesMetadata({ studyInstanceUID, seriesInstanceUID });
  const [metadata] = await client.retrieveInstanceMetadata(instance);
  write('instance.dcm', await client.retrieveInstance(instance));
  const wholeStudy = await client.retrieveStudy({ studyInstanceUID });
  const wholeSeries = await client.retrieveSeries({ studyInstanceUID, seriesInstanceUID });

  const frames = await client.retrieveInstanceFrames({ ...instance, frameNumbers: [2, 1] });
  frames.forEach((frame, i) => write(`frame-${i}`, frame));
  const withType = await client.retrieveInstanceFrames({
    ...instance,
    frameNumbers: [1],
    mediaTypes: [{ mediaType: 'application/octet-stream', transferSyntaxUID: '*' }],
  });
  write('frame-typed', withType[0]);
  const bulk = await client.retrieveBulkData({ BulkDataURI: metadata['7FE00010'].BulkDataURI });
  write('bulk', bulk[0]);

  const png = { mediaTypes: [{ mediaType: 'image/png' }], queryParams: { viewport: '4,4', window: '40,400,linear' } };
  const alone = (answer) => (Array.isArray(answer) ? answer[0] : answer);
  write('rendered.png', alone(await client.retrieveInstanceRendered({ ...instance, ...png })));
  write('frame.png', alone(await client.retrieveInstanceFramesRendered({ ...instance, frameNumbers: [2], ...png })));
  write('thumbnail.png', alone(await client.retrieveInstanceThumbnail({ ...instance, mediaTypes: png.mediaTypes })));

  console.log(
    `studies=${studies.length} series=${series.length} instances=${instances.length} ` +
    `metadata=${studyMetadata.length},${seriesMetadata.length},${metadata['00080018'].Value[0]} ` +
    `study=${wholeStudy.length} wholeSeries=${wholeSeries.length} frames=${frames.length}`);
}

main().catch((failure) => {
  console.error(failure, failure && failure.response ? Buffer.from(failure.response).toString() : '');
  process.exit(1);
});

using System.Collections.Concurrent;

namespace Pacs.Conformance.Tests.Durability;

/// <summary>Sends images over several associations at once and remembers what was sent and what was acknowledged.</summary>
internal sealed class AcknowledgedInstances(bool areSmooth = false)
{
    private readonly ConcurrentDictionary<string, RawImage> _sent = new();
    private readonly ConcurrentDictionary<string, RawImage> _acknowledged = new();

    public int Count => _acknowledged.Count;

    /// <summary>Sends until the server is gone; calls back after each acknowledgement.</summary>
    public async Task SendUntilGoneAsync(PacsServer server, int senders, Action<int> acknowledged)
    {
        await Task.WhenAll(Enumerable.Range(0, senders).Select(async sender =>
        {
            try
            {
                await using var peer = await RawPeer.AssociateAsync(
                    server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
                var image = new RawImage { PixelBytes = 1008 * (1 + (sender * 40)), IsSmooth = areSmooth };
                while (true)
                {
                    _sent[image.SopInstance] = image;
                    if ((await peer.StoreAsync(1, image)).Status == 0)
                    {
                        _acknowledged[image.SopInstance] = image;
                        acknowledged(_acknowledged.Count);
                    }

                    image = image.Next();
                }
            }
            catch (Exception gone) when (gone is IOException or InvalidDataException)
            {
                // Killed, or an A-ABORT came: what this sender had not been answered may be there or not.
            }
        }));
    }

    /// <summary>Sends so many images, each of which has to be acknowledged.</summary>
    public async Task SendMoreAsync(PacsServer server, int count)
    {
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.CtImage, Uids.ImplicitLittle));
        var image = new RawImage { PixelBytes = 6000 };
        for (var i = 0; i < count; i++)
        {
            image = i % 10 == 0 ? new RawImage { PixelBytes = 6000 } : image.Next(); // Several studies, so several shards.
            Assert.Equal(0, (await peer.StoreAsync(1, image)).Status);
            _sent[image.SopInstance] = _acknowledged[image.SopInstance] = image;
        }
    }

    /// <summary>Everything acknowledged is fetched back as sent, and nothing else is there but whole instances that were sent.</summary>
    public async Task AssertThereAsync(PacsServer server)
    {
        await using var query = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, Uids.StudyRootFind, Uids.ImplicitLittle));
        foreach (var study in _sent.Values.GroupBy(image => image.Study))
        {
            var series = study.First().Series;
            var listed = (await query.FindAsync(1, Uids.StudyRootFind, Identifiers.Image(study.Key, series, "")))
                .Where(answer => answer.IsPending)
                .Select(answer => answer.Identifier[Tags.SopInstance]!)
                .ToHashSet();
            var fetched = await RawStudy.FetchAsync(server.DicomPort, study.Key);

            Assert.Equal(listed.Order(), fetched.Keys.Order());
            Assert.All(fetched, one => Assert.Equal(_sent[one.Key].Elements.Implicit(), one.Value));
            Assert.Empty(study.Select(image => image.SopInstance).Where(_acknowledged.ContainsKey).Except(fetched.Keys));
        }
    }
}

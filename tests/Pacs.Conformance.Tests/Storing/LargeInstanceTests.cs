using System.Globalization;
using System.Security.Cryptography;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.Storing;

public sealed class LargeInstanceTests(ITestOutputHelper output)
{
    private const int Mebi = 1 << 20;
    private const int FragmentBytes = 64 * Mebi;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>PACS_LARGE_MIB=10240 is the long version.</summary>
    private static int Size =>
        int.Parse(Environment.GetEnvironmentVariable("PACS_LARGE_MIB") ?? "512", CultureInfo.InvariantCulture);

    [Fact]
    public async Task An_instance_far_larger_than_memory_is_meant_to_be_goes_in_and_out_in_bounded_memory()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var image = new RawImage();

        var sent = await SendAsync(server, image);
        var afterStore = server.PeakMemory;
        var came = await FetchAsync(server, image);

        output.WriteLine($"{Size} MiB; peak {afterStore / Mebi} MiB after storing, {server.PeakMemory / Mebi} MiB after fetching");
        Assert.Equal(sent, came);
        Assert.InRange(server.PeakMemory, 0, 400_000_000);
    }

    /// <summary>Sends encapsulated pixel data in fragments, as it is made; the digest of the data set.</summary>
    private static async Task<string> SendAsync(PacsServer server, RawImage image)
    {
        await using var peer = await RawPeer.AssociateAsync(
            server.DicomPort, new RawContext(1, image.SopClass, Uids.JpegBaseline));
        await peer.SendMessageAsync(1, Commands.Store(1, image.SopClass, image.SopInstance));

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        async Task PartAsync(ReadOnlyMemory<byte> part, bool isLast)
        {
            digest.AppendData(part.Span);
            await peer.SendAsync(RawPeer.DataPdu(1, part.Span, isCommand: false, isLast));
        }

        await PartAsync(image.Elements.Without(Tags.PixelData).Explicit(), isLast: false);
        await PartAsync(
            new byte[] { 0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0 },
            isLast: false);

        var pixels = new byte[128 * 1024];
        new Random(20240131).NextBytes(pixels);
        for (var left = (long)Size * Mebi; left > 0; left -= FragmentBytes)
        {
            var fragment = (int)Math.Min(left, FragmentBytes);
            await PartAsync((byte[])[0xFE, 0xFF, 0x00, 0xE0, .. BitConverter.GetBytes(fragment)], isLast: false);
            for (var at = 0; at < fragment; at += pixels.Length)
            {
                BitConverter.TryWriteBytes(pixels, left - at); // No two alike, so that none stands in for another.
                await PartAsync(pixels, isLast: false);
            }
        }

        await PartAsync(new byte[] { 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0 }, isLast: true);
        Assert.Equal(0, (await peer.ReadMessageAsync(limit: Limit)).Status);
        return Convert.ToHexString(digest.GetHashAndReset());
    }

    private static async Task<string> FetchAsync(PacsServer server, RawImage image)
    {
        var request = new RawAssociate(
            new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), new RawContext(3, image.SopClass, Uids.JpegBaseline))
        {
            MaxPdu = 256 * 1024,
            UserItems = [RawAssociate.Role(image.SopClass, scu: false, scp: true)],
        };
        await using var peer = await RawPeer.RequestAsync(server.DicomPort, request);
        await peer.SendMessageAsync(1, Commands.Get(1, Uids.StudyRootGet), Identifiers.Study(image.Study).Implicit());

        using var digest = SHA256.Create();
        await using (var into = new CryptoStream(Stream.Null, digest, CryptoStreamMode.Write))
        {
            RawMessage message;
            do message = await peer.ReadMessageAsync(into, Limit);
            while (message.Field != Commands.CStore); // Pendings may come before.

            await peer.SendMessageAsync(message.Context, Commands.StoreResponse(message, 0));
        }

        Assert.Equal(0, (await peer.ReadResponsesAsync(_ => 0))[^1].Status);
        return Convert.ToHexString(digest.Hash!);
    }
}

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

        var sent = await SendAsync(server, image, Uids.JpegBaseline, Encapsulated(image));
        var afterStore = server.PeakMemory;
        var came = await FetchAsync(server, image, Uids.JpegBaseline);

        output.WriteLine($"{Size} MiB; peak {afterStore / Mebi} MiB after storing, {server.PeakMemory / Mebi} MiB after fetching");
        Assert.Equal(sent, came);
        Assert.InRange(server.PeakMemory, 0, 400_000_000);
    }

    /// <summary>With PACS_LARGE_MIB above 4096 all of it is longer than a length of 32 bits can say, and each element is not.</summary>
    [Fact, Trait("Conformance", "21")]
    public async Task It_is_encoded_anew_for_a_peer_that_takes_another_encoding_only()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        var image = new RawImage();

        await SendAsync(server, image, Uids.ImplicitLittle, Native(image, isExplicit: false));
        var came = await FetchAsync(server, image, Uids.ExplicitLittle);

        output.WriteLine($"{Size} MiB; peak {server.PeakMemory / Mebi} MiB");
        using var expected = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in Native(image, isExplicit: true)) expected.AppendData(part.Span);
        Assert.Equal(Convert.ToHexString(expected.GetHashAndReset()), came);
        Assert.InRange(server.PeakMemory, 0, 400_000_000);
    }

    /// <summary>Sends a data set as it is made; its digest.</summary>
    private static async Task<string> SendAsync(
        PacsServer server, RawImage image, string syntax, IEnumerable<ReadOnlyMemory<byte>> dataSet)
    {
        await using var peer = await RawPeer.AssociateAsync(server.DicomPort, new RawContext(1, image.SopClass, syntax));
        await peer.SendMessageAsync(1, Commands.Store(1, image.SopClass, image.SopInstance));

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in dataSet)
        {
            digest.AppendData(part.Span);
            await peer.SendAsync(RawPeer.DataPdu(1, part.Span, isCommand: false, isLast: false));
        }

        await peer.SendAsync(RawPeer.DataPdu(1, [], isCommand: false, isLast: true));
        Assert.Equal(0, (await peer.ReadMessageAsync(limit: Limit)).Status);
        return Convert.ToHexString(digest.GetHashAndReset());
    }

    /// <summary>Pixel data in fragments (PS3.5 §A.4).</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Encapsulated(RawImage image)
    {
        yield return image.Elements.Without(Tags.PixelData).Explicit();
        yield return new byte[]
        {
            0xE0, 0x7F, 0x10, 0x00, (byte)'O', (byte)'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFE, 0xFF, 0x00, 0xE0, 0, 0, 0, 0,
        };
        for (var left = (long)Size * Mebi; left > 0; left -= FragmentBytes)
        {
            var fragment = (int)Math.Min(left, FragmentBytes);
            yield return (byte[])[0xFE, 0xFF, 0x00, 0xE0, .. BitConverter.GetBytes(fragment)];
            foreach (var part in Noise(left, fragment)) yield return part;
        }

        yield return new byte[] { 0xFE, 0xFF, 0xDD, 0xE0, 0, 0, 0, 0 };
    }

    /// <summary>Four long elements: pixel data, and private ones behind it.</summary>
    private static IEnumerable<ReadOnlyMemory<byte>> Native(RawImage image, bool isExplicit)
    {
        byte[] Encode(RawElements elements) => isExplicit ? elements.Explicit() : elements.Implicit();
        var length = Size / 4L * Mebi;
        yield return Encode(image.Elements.Without(Tags.PixelData));
        foreach (var (tag, vr) in ((uint, string)[])[(Tags.PixelData, "OW"), (0x7FE11001, "UN"), (0x7FE11002, "UN"), (0x7FE11003, "UN")])
        {
            if (tag == 0x7FE11001) yield return Encode(new RawElements().Add(0x7FE10010, "LO", "PACS TEST CREATOR"));
            var head = Encode(new RawElements().Add(tag, vr, []));
            BitConverter.TryWriteBytes(head.AsSpan(head.Length - 4), (uint)length);
            yield return head;
            foreach (var part in Noise((long)tag << 32, length)) yield return part;
        }
    }

    /// <param name="mark">Stands in it, so that no piece can stand in for another.</param>
    /// <param name="length">In bytes.</param>
    private static IEnumerable<ReadOnlyMemory<byte>> Noise(long mark, long length)
    {
        var noise = new byte[128 * 1024];
        new Random(20240131).NextBytes(noise);
        for (var left = length; left > 0; left -= noise.Length)
        {
            BitConverter.TryWriteBytes(noise, mark - left);
            yield return noise;
        }
    }

    private static async Task<string> FetchAsync(PacsServer server, RawImage image, string syntax)
    {
        var request = new RawAssociate(
            new RawContext(1, Uids.StudyRootGet, Uids.ImplicitLittle), new RawContext(3, image.SopClass, syntax))
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

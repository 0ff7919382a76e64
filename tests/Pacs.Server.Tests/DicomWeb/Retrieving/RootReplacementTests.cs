using System.Text;
using Pacs.Server.DicomWeb.Retrieving;

namespace Pacs.Server.Tests.DicomWeb.Retrieving;

public sealed class RootReplacementTests
{
    private const string Made = "http://first.example/dicom-web", Wanted = "https://other.example:8443/a/longer/prefix/dicom-web";

    private const string Text =
        "{\"7FE00010\":{\"vr\":\"OW\",\"BulkDataURI\":\"" + Made + "/studies/1.2/bulkdata/7FE00010\"}," +
        "\"00104000\":{\"vr\":\"LT\",\"Value\":[\"\\\"BulkDataURI\\\":\\\"" + Made + "/not a link\"]}}";

    [Fact]
    public async Task Replaces_the_root_of_links_and_nothing_else_however_the_text_is_cut()
    {
        var text = string.Join(',', Enumerable.Repeat(Text, 300));
        var expected = text.Replace($"\"BulkDataURI\":\"{Made}", $"\"BulkDataURI\":\"{Wanted}", StringComparison.Ordinal);

        foreach (var piece in (int[])[1, 2, 3, 7, 61, 1000, 4096, 100_000])
        {
            using var written = new MemoryStream();
            await new RootReplacement(Made, Wanted).CopyAsync(
                new CutStream(Encoding.UTF8.GetBytes(text), piece), bytes => written.Write(bytes), () => ValueTask.CompletedTask, default);

            Assert.True(expected == Encoding.UTF8.GetString(written.ToArray()), $"cut into pieces of {piece}");
        }
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class CutStream(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(Read(buffer.Span[..Math.Min(piece, buffer.Length)]));
    }
}

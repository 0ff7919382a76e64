using System.Text;
using System.Text.Json.Nodes;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Store requests made by hand, and what they are answered.</summary>
internal sealed class Stow(int httpPort) : IDisposable
{
    public const string Boundary = "conformance-boundary";
    public const string DicomParts = $"multipart/related; type=\"application/dicom\"; boundary={Boundary}";
    public const string JsonParts = $"multipart/related; type=\"application/dicom+json\"; boundary={Boundary}";
    public const string XmlParts = $"multipart/related; type=\"application/dicom+xml\"; boundary={Boundary}";

    public const string ReferencedSops = "00081199";
    public const string FailedSops = "00081198";
    public const string OtherFailures = "0008119A";

    private readonly HttpClient _http = new() { BaseAddress = new Uri($"http://127.0.0.1:{httpPort}/dicom-web/") };

    /// <summary>An image as a file in Explicit VR Little Endian.</summary>
    public static byte[] File(RawImage image) => File(image.SopClass, image.SopInstance, image.Elements.Explicit());

    public static byte[] File(string sopClass, string sopInstance, byte[] explicitDataSet)
    {
        var meta = new RawElements()
            .Add(0x00020001, "OB", [0, 1])
            .Add(0x00020002, "UI", sopClass)
            .Add(0x00020003, "UI", sopInstance)
            .Add(0x00020010, "UI", Uids.ExplicitLittle)
            .Add(0x00020012, "UI", "2.25.1")
            .Explicit();
        var length = new RawElements().Add(0x00020000, "UL", BitConverter.GetBytes(meta.Length)).Explicit();
        return [.. new byte[128], .. "DICM"u8, .. length, .. meta, .. explicitDataSet];
    }

    /// <summary>One part: headers, an empty line, a body.</summary>
    public static byte[] Part(string headers, byte[] body) =>
        [.. Encoding.Latin1.GetBytes($"--{Boundary}\r\n{headers}\r\n\r\n"), .. body, .. "\r\n"u8];

    public static byte[] Parts(params IEnumerable<byte[]> parts) =>
        [.. parts.SelectMany(part => part), .. Encoding.Latin1.GetBytes($"--{Boundary}--\r\n")];

    public static byte[] Files(params IEnumerable<byte[]> files) =>
        Parts(files.Select(file => Part("Content-Type: application/dicom", file)));

    /// <summary>Sends a body; the status, the media type and the text of the answer.</summary>
    public async Task<StowAnswer> PostAsync(
        string contentType, byte[] body, string path = "studies", string accept = "application/dicom+json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (contentType != "") request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await _http.SendAsync(request);
        return new StowAnswer((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync());
    }

    public Task<StowAnswer> PostFilesAsync(params IEnumerable<byte[]> files) => PostAsync(DicomParts, Files(files));

    /// <summary>Metadata in JSON as a first part, then bulk data parts.</summary>
    public Task<StowAnswer> PostMetadataAsync(JsonNode metadata, params IEnumerable<byte[]> bulkData) => PostAsync(
        JsonParts,
        Parts([Part("Content-Type: application/dicom+json", Encoding.UTF8.GetBytes(metadata.ToJsonString())), .. bulkData]));

    public void Dispose() => _http.Dispose();
}

using System.Net;
using Xunit.Abstractions;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>Every sample that the archive takes, asked for as something to look at.</summary>
public sealed class SampleRenderingTests(ITestOutputHelper output)
{
    private static readonly string[] Forms = ["/rendered", "/thumbnail", "/frames/1/rendered", "/frames/1/thumbnail"];

    [FactWith(Need.Samples)]
    [Trait("Conformance", "94")]
    public async Task Each_is_something_to_look_at_or_refused_with_the_reason()
    {
        using var directory = new TestDirectory();
        await using var server = await PacsServer.StartAsync(directory["data"]);
        using var stow = new Stow(server.HttpPort);
        foreach (var sample in Samples.Part10) await stow.PostFilesAsync(await File.ReadAllBytesAsync(sample.Path));

        using var client = new WebClient(server.HttpPort);
        var answers = new Dictionary<string, int>();
        foreach (var instance in (await client.SearchAsync("instances?limit=1000")).Results)
        {
            var url = instance.GetProperty("00081190").GetProperty("Value")[0].GetString()!;
            var path = url[url.IndexOf("/studies/", StringComparison.Ordinal)..];
            foreach (var form in Forms) await AskAsync(path, form);
            await AskAsync(path[..path.IndexOf("/instances/", StringComparison.Ordinal)], "/thumbnail");
            await AskAsync(path[..path.IndexOf("/series/", StringComparison.Ordinal)], "/thumbnail");
        }

        foreach (var (answer, count) in answers.OrderBy(pair => pair.Key)) output.WriteLine($"{count,4} {answer}");
        Assert.InRange(answers["/rendered image/jpeg"], 140, int.MaxValue);
        Assert.InRange(answers["/thumbnail image/jpeg"], 400, int.MaxValue);

        async Task AskAsync(string resource, string form)
        {
            var answer = await WebAnswer.GetAsync(server, resource + form, ("Accept", "*/*"));
            Assert.True(
                answer.Status is HttpStatusCode.OK || (answer.Status is HttpStatusCode.NotAcceptable && answer.ContentType == "application/problem+json"),
                $"{resource}{form}: {answer.Status}");
            if (answer.ContentType == "image/jpeg") Assert.Equal([0xFF, 0xD8, 0xFF], answer.Body[..3]);
            var kind = $"{form} {answer.ContentType}";
            answers[kind] = answers.GetValueOrDefault(kind) + 1;
        }
    }
}

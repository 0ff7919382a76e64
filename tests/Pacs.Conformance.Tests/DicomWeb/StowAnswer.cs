using System.Text.Json.Nodes;

namespace Pacs.Conformance.Tests.DicomWeb;

/// <summary>What a store request was answered.</summary>
internal sealed record StowAnswer(int Status, string? MediaType, string Text)
{
    /// <summary>The answer as JSON; the first of an array.</summary>
    public JsonNode Json => JsonNode.Parse(Text) is var node && node is JsonArray array ? array[0]! : node!;

    /// <summary>The items of a sequence of the response module; none when it is absent.</summary>
    public IReadOnlyList<JsonNode> Items(string sequence) => [.. (Json[sequence]?["Value"]?.AsArray() ?? []).Select(item => item!)];

    /// <summary>The SOP Instance UIDs that a sequence refers to.</summary>
    public IReadOnlyList<string> Instances(string sequence) =>
        [.. Items(sequence).Select(item => (string)item["00081155"]!["Value"]![0]!)];

    public IReadOnlyList<int> FailureReasons(string sequence) =>
        [.. Items(sequence).Select(item => (int)item["00081197"]!["Value"]![0]!)];

    /// <summary>Refused as a whole with an explanation (RFC 9457).</summary>
    public void AssertProblem(int status, string explanation)
    {
        Assert.True(Status == status, $"{Status} instead of {status}: {Text}");
        Assert.Equal("application/problem+json", MediaType);
        Assert.Equal(status, (int)Json["status"]!);
        Assert.Contains(explanation, (string)Json["detail"]!, StringComparison.Ordinal);
    }
}

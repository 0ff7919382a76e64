using Microsoft.Extensions.Primitives;
using Pacs.Server.DicomWeb.Headers;

namespace Pacs.Server.Tests.DicomWeb.Headers;

[Trait("Conformance", "85")]
public sealed class AcceptTests
{
    private const string ExplicitLittleEndian = "1.2.840.10008.1.2.1";
    private const string JpegBaseline = "1.2.840.10008.1.2.4.50";

    private static readonly Dictionary<string, Offer> Offers = new(StringComparer.Ordinal)
    {
        ["json"] = new("application/dicom+json"),
        ["plainjson"] = new("application/json"),
        ["xml"] = new("multipart/related", "application/dicom+xml"),
        ["xmlalone"] = new("application/dicom+xml"),
        ["dicom"] = new("multipart/related", "application/dicom"),
        ["dicomle"] = new("multipart/related", "application/dicom", ExplicitLittleEndian),
        ["single"] = new("application/dicom"),
        ["zip"] = new("application/zip"),
        ["frames"] = new("multipart/related", "application/octet-stream", ExplicitLittleEndian),
        ["jpeg"] = new("multipart/related", "image/jpeg", JpegBaseline),
        ["jpegalone"] = new("image/jpeg"),
        ["octets"] = new("application/octet-stream"),
    };

    public static TheoryData<string, string, string, string> Sent
    {
        get
        {
            var rows = new TheoryData<string, string, string, string>();
            var path = Path.Combine(AppContext.BaseDirectory, "DicomWeb", "Headers", "accept-headers.tsv");
            foreach (var line in File.ReadLines(path).Where(line => !line.StartsWith('#')).Skip(1))
            {
                if (line.Split('\t') is [var client, var accept, var offers, var chosen]) rows.Add(client, accept, offers, chosen);
                else throw new InvalidDataException(line);
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Sent))]
    public void Chooses_what_each_client_asks_for(string client, string accept, string offers, string chosen)
    {
        var offered = offers.Split(' ').Select(name => Offers[name]).ToArray();

        var choice = Accept.Parse(accept.Split('|')).Choose(offered);

        Assert.True(
            choice?.Offer == (chosen == "406" ? null : Offers[chosen]), $"{client}: {accept} gets {choice?.Offer}");
    }

    [Fact]
    public void Takes_anything_when_there_is_no_header() =>
        Assert.Equal(Offers["zip"], Accept.Parse(StringValues.Empty).Choose(Offers["zip"], Offers["single"])?.Offer);

    [Fact]
    public void Gives_the_default_transfer_syntax_to_whom_it_is_not_named()
    {
        Offer stored = new("application/dicom", null, JpegBaseline, IsDefault: false);
        Offer native = new("application/dicom", null, ExplicitLittleEndian);

        Assert.Equal(native, Accept.Parse("application/dicom").Choose(stored, native)?.Offer);
        Assert.Equal(stored, Accept.Parse("application/dicom;transfer-syntax=*").Choose(stored, native)?.Offer);
        Assert.Equal(stored, Accept.Parse($"application/dicom;transfer-syntax={JpegBaseline}").Choose(stored, native)?.Offer);
        Assert.Null(Accept.Parse("application/dicom;transfer-syntax=1.2.3").Choose(stored, native));
        Assert.Null(Accept.Parse("application/dicom").Choose(stored));
    }

    [Theory]
    [InlineData("a/b;q=0.5", 500)]
    [InlineData("a/b;q=.25", 250)]
    [InlineData("a/b; Q = \"1\"", 1000)]
    [InlineData("a/b;q=0", 0)]
    [InlineData("a/b;q=7", 1000)]
    [InlineData("a/b;q=high", 1000)]
    [InlineData("a/b", 1000)]
    public void Reads_the_weight(string range, int thousandths) =>
        Assert.Equal(thousandths, Assert.Single(Accept.Parse(range).Ranges).Weight);

    [Fact]
    public void Holds_no_more_than_it_looks_at()
    {
        var ranges = string.Join(',', Enumerable.Repeat("a/b", 5_000));
        var parameters = string.Concat(Enumerable.Repeat(";a=b", 5_000));

        Assert.Equal(256, Accept.Parse(ranges).Ranges.Count);
        Assert.Equal(32, Assert.Single(Accept.Parse($"a/b{parameters}").Ranges).Parameters.Count);
    }

    [Fact]
    public void Reads_every_header_cut_short_anywhere_without_failing()
    {
        foreach (var row in Sent)
        {
            var accept = (string)row[1];
            for (var length = 0; length <= accept.Length; length++) Try(accept[..length]);
        }
    }

    [Fact]
    public void Reads_any_text_without_failing()
    {
        const string characters = "/;=,\"\\'* \tq.0type*multipart\u0000\u00e9";
        var random = new Random(4);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new char[random.Next(40)];
            for (var at = 0; at < text.Length; at++) text[at] = characters[random.Next(characters.Length)];
            Try(new string(text));
        }
    }

    private static void Try(string header)
    {
        _ = Accept.Parse(header).Choose([.. Offers.Values]);
        _ = MediaType.Parse(header)?.ToString();
    }
}

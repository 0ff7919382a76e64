using System.Globalization;
using Pacs.Dicom;
using Pacs.Imaging.Tests.References;
using Pacs.Sampling;
using Xunit.Abstractions;

namespace Pacs.Imaging.Tests;

/// <summary>Every image among the samples, decoded by us and by others; <c>tests/decode-table</c> prints what came of it.</summary>
public sealed class DecodeTableTests(ITestOutputHelper output)
{
    /// <summary>Fewer than this many would mean that it is refusing that makes the rest agree.</summary>
    private const int FewestExact = 250;

    [SampleFact]
    public void Every_sample_is_decoded_to_what_others_decode_it_to_or_refused()
    {
        List<DecodeRow> rows = [.. SampleFiles.Manifest.Select(row => row["path"]).Order(StringComparer.Ordinal).Select(RowOf).OfType<DecodeRow>()];

        foreach (var row in rows) output.WriteLine(row.ToString());
        foreach (var verdict in rows.CountBy(row => row.Verdict)) output.WriteLine($"{verdict.Value} {verdict.Key}");
        Assert.DoesNotContain(rows, row => row.Verdict == DecodeVerdict.Different);
        Assert.InRange(rows.Count(row => row.Verdict == DecodeVerdict.Exact), FewestExact, int.MaxValue);
    }

    /// <summary>Null for a file that has no pixels.</summary>
    private static DecodeRow? RowOf(string path)
    {
        var file = SampleFiles.PathOf(path);
        ImageFile image;
        try
        {
            image = ImageFile.Read(file);
        }
        catch (DicomFormatException e)
        {
            return new DecodeRow(path, "", 0, DecodeVerdict.Refused, e.Message);
        }

        if (image.Frames.Flaw is { } flaw)
        {
            return flaw.Contains("no pixel data", StringComparison.Ordinal)
                ? null
                : new DecodeRow(path, image.Syntax.Name, 0, DecodeVerdict.Refused, flaw);
        }

        var row = new DecodeRow(path, image.Syntax.Name, image.Frames.Count, DecodeVerdict.Refused, "");
        if (!FrameDecoder.TryCreate(image.Attributes, image.Syntax, out var decoder, out var refusal)) return row with { Remark = refusal };

        try
        {
            return Compare(row, Decode(image, decoder), [.. Reference.Of(file, image, decoder.Format)]);
        }
        catch (DicomFormatException e)
        {
            return row with { Remark = e.Message };
        }
    }

    private static List<long[]> Decode(ImageFile image, FrameDecoder decoder)
    {
        var frames = new List<long[]>();
        var samples = new byte[decoder.Format.FrameLength];
        for (var frame = 0; frame < image.Frames.Count; frame++)
        {
            decoder.Decode(image.Stored(frame), samples);
            frames.Add(SampleValues.Of(samples, decoder.Format));
        }

        return frames;
    }

    /// <summary>One other that agrees is enough: where several exist, some have known faults.</summary>
    private static DecodeRow Compare(DecodeRow row, List<long[]> ours, List<Reference> references)
    {
        if (references.Count == 0) return row with { Verdict = DecodeVerdict.Alone, Remark = "no other decodes it" };

        var distances = references.ConvertAll(reference => (reference.Decoder, Distance: Distance(ours, reference.Frames)));
        var nearest = distances.MinBy(distance => distance.Distance);
        return row with
        {
            Verdict = nearest.Distance switch { 0 => DecodeVerdict.Exact, 1 => DecodeVerdict.WithinOne, _ => DecodeVerdict.Different },
            Remark = string.Join(", ", distances.Select(distance => distance.Distance switch
            {
                0 => distance.Decoder,
                long.MaxValue => $"{distance.Decoder}: other frames",
                var by => string.Create(CultureInfo.InvariantCulture, $"{distance.Decoder}: differs by {by}"),
            })),
        };
    }

    /// <summary>The largest difference of two samples.</summary>
    private static long Distance(List<long[]> ours, IReadOnlyList<long[]> theirs)
    {
        if (ours.Count != theirs.Count) return long.MaxValue;

        var largest = 0L;
        for (var frame = 0; frame < ours.Count; frame++)
        {
            if (ours[frame].Length != theirs[frame].Length) return long.MaxValue;
            for (var i = 0; i < ours[frame].Length; i++) largest = Math.Max(largest, Math.Abs(ours[frame][i] - theirs[frame][i]));
        }

        return largest;
    }
}

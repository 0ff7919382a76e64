using Pacs.Dicom.DataSets;
using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Part10;
using Pacs.Dicom.Tests.Parsing;
using Pacs.Sampling;

namespace Pacs.Dicom.Tests.Part10;

public class SampleFilesTests
{
    // The manifest says of all of them that some reader makes something of them; these are what no reader should.
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["dicomdir/DICOMDIR-nooffset"] = "its length 248 crosses the end of the sequence (0004,1220)",
        ["encapsulated/emri_small_jpeg_2k_lossless_too_short.dcm"] = "within an element or sequence",
        ["malformed/no_meta.dcm"] = "Neither file meta information nor a data set", // begins with a stray byte
        ["malformed/sample_ct.dcm"] = "Neither file meta information nor a data set", // one line of text
        ["native/MR_truncated.dcm"] = "62 bytes before the value of (7FE0,0010) does",
        ["native/dicom_file_minimal.bin.dcm"] = "Neither file meta information nor a data set", // a group length is all
        ["native/rtplan_truncated.dcm"] = "21 bytes before the value of (300A,012C) does",
    };

    [SampleFact]
    public void Every_sample_reads_as_its_manifest_says_or_is_refused_with_the_reason()
    {
        var differences = new List<string>();
        foreach (var row in SampleFiles.Manifest)
        {
            var path = row["path"];
            var reason = Refused.GetValueOrDefault(path);
            try
            {
                var (content, dataSet) = Read(path);
                Compare("refused", reason, null);
                Compare("ts_uid", row["ts_uid"], content.MetaInformation?.TransferSyntax.Uid);
                Compare("sop_class_uid", row["sop_class_uid"], content.MetaInformation?.MediaStorageSopClassUid);
                Compare("sop_class_uid", row["sop_class_uid"], dataSet.GetString(Tags.SOPClassUID));
                Compare("modality", row["modality"], dataSet.GetString(Tags.Modality));
                Compare("rows", row["rows"], $"{dataSet.GetInt32(Tags.Rows)}");
                Compare("cols", row["cols"], $"{dataSet.GetInt32(Tags.Columns)}");
                Compare("bits_alloc", row["bits_alloc"], $"{dataSet.GetInt32(Tags.BitsAllocated)}");
            }
            catch (DicomFormatException e)
            {
                var isExpected = reason is not null && e.Message.Contains(reason, StringComparison.Ordinal);
                if (!isExpected) differences.Add($"{path}: {e.Message}");
            }

            // The manifest has a column empty, or filled from the meta information, where the data set has nothing.
            void Compare(string column, string? expected, string? value)
            {
                if (expected is { Length: > 0 } && value is { Length: > 0 } && expected != value)
                {
                    differences.Add($"{path}: {column} is {value}, not {expected}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [SampleFact]
    public void Every_sample_is_the_same_after_writing_and_reading_it_in_each_syntax()
    {
        var differences = new List<string>();
        foreach (var path in SampleFiles.Manifest.Select(row => row["path"]).Where(path => !Refused.ContainsKey(path)))
        {
            var (content, read) = Read(path);
            var dataSet = Samples.Padded(read);
            var isEncapsulated = dataSet.Any(element => element.Fragments is not null);
            foreach (var syntax in isEncapsulated ? [content.TransferSyntax] : Samples.Native)
            {
                // A private sequence of defined length is just bytes in implicit VR.
                var written = DataSetWriter.ToArray(dataSet, syntax, SequenceLengths.Undefined);
                var again = DataSetParser.ParseAll(written, syntax);
                if (Listing.Of(again, syntax.IsExplicitVr) != Listing.Of(dataSet, syntax.IsExplicitVr))
                {
                    differences.Add($"{path} in {syntax}");
                }
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [SampleFact]
    public async Task Every_native_sample_keeps_every_element_when_it_is_converted()
    {
        var differences = new List<string>();
        foreach (var path in SampleFiles.Manifest.Select(row => row["path"]).Where(path => !Refused.ContainsKey(path)))
        {
            var (content, dataSet) = Read(path);
            if (content.TransferSyntax.IsEncapsulated) continue;

            var listing = Listing.Of(Samples.Padded(dataSet), withVr: false);
            foreach (var syntax in Samples.Native)
            {
                var source = new MemoryStream(SampleFiles.Read(path)) { Position = content.DataSetOffset };
                await using var stream = DataSetConverter.OpenRead(source, content.TransferSyntax, syntax);
                using var converted = new MemoryStream();
                await stream.CopyToAsync(converted);
                var again = DataSetParser.ParseAll(converted.ToArray(), syntax);
                if (Listing.Of(again, withVr: false) != listing) differences.Add($"{path} in {syntax}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static (Part10Content Content, DataSet DataSet) Read(string path)
    {
        var file = SampleFiles.Read(path);
        var content = Part10Reader.Read(file);
        return (content, DataSetParser.ParseAll(file.AsMemory((int)content.DataSetOffset), content.TransferSyntax));
    }
}

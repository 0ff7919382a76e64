using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

public class WrittenDataSetTests
{
    private static readonly DataSet Sample = Native(Samples.Everything());

    private static readonly byte[] Written = DataSetWriter.ToArray(Sample, TransferSyntax.ExplicitVrLittleEndian);

    [Fact]
    public void Reads_what_was_written()
    {
        var all = TagSet.Of([.. Sample.Select(element => element.Tag)]);

        Assert.Equal(Listing.Of(Sample), Listing.Of(WrittenDataSet.Read(Written, all)));
    }

    [Fact]
    public void Reads_only_what_is_wanted()
    {
        foreach (var element in Sample)
        {
            Assert.Equal(element.Tag, Assert.Single(WrittenDataSet.Read(Written, [element.Tag])).Tag);
        }
    }

    [Fact]
    public void Refuses_what_is_cut_within_an_element()
    {
        var whole = 0;
        for (var length = 0; length < Written.Length; length++)
        {
            try
            {
                WrittenDataSet.Read(Written.AsMemory(0, length), []);
                whole++;
            }
            catch (DicomFormatException)
            {
                // what it is to say
            }
        }

        Assert.Equal(Sample.Count, whole); // cut before each element
    }

    private static DataSet Native(DataSet sample)
    {
        foreach (var element in sample.Where(element => element.Fragments is not null || element.Tag.IsGroupLength).ToList())
        {
            sample.Remove(element.Tag);
        }

        return sample;
    }
}

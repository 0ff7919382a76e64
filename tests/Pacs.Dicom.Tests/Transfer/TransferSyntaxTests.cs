using Pacs.Dicom.Dictionary;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Transfer;

public sealed class TransferSyntaxTests
{
    [Theory]
    [InlineData("1.2.840.10008.1.2", false, false, false, false)]
    [InlineData("1.2.840.10008.1.2.1", true, false, false, false)]
    [InlineData("1.2.840.10008.1.2.1.98", true, false, false, true)]
    [InlineData("1.2.840.10008.1.2.1.99", true, false, true, false)]
    [InlineData("1.2.840.10008.1.2.2", true, true, false, false)]
    [InlineData("1.2.840.10008.1.2.4.50", true, false, false, true)]
    [InlineData("1.2.840.10008.1.2.4.95", true, false, true, false)]
    [InlineData("1.2.840.10008.1.2.4.205", true, false, true, false)]
    [InlineData("1.2.840.10008.1.2.8.1", true, false, false, true)]
    [InlineData("1.3.46.670589.33.1.4.1", true, false, false, true)]
    public void Says_how_a_data_set_is_encoded(
        string uid, bool isExplicit, bool isBigEndian, bool isDeflated, bool isEncapsulated)
    {
        var syntax = TransferSyntax.Of(uid);

        Assert.Equal(
            (isExplicit, isBigEndian, isDeflated, isEncapsulated),
            (syntax.IsExplicitVr, syntax.IsBigEndian, syntax.IsDeflated, syntax.IsEncapsulated));
    }

    [Fact]
    public void Is_named_by_the_dictionary_or_else_by_its_uid()
    {
        Assert.Equal("Explicit VR Little Endian", TransferSyntax.ExplicitVrLittleEndian.Name);
        Assert.Equal("RLE Lossless", TransferSyntax.Of(TransferSyntaxUids.RLELossless).Name);
        Assert.Equal("1.2.3", TransferSyntax.Of("1.2.3").Name);
    }

    [Fact]
    public void Is_equal_to_the_one_with_the_same_uid_whatever_its_padding() =>
        Assert.Equal(TransferSyntax.Of("1.2.840.10008.1.2.4.90\0"), TransferSyntax.Of("1.2.840.10008.1.2.4.90"));
}

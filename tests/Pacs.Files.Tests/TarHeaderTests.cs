using System.Text;

namespace Pacs.Files.Tests;

public sealed class TarHeaderTests
{
    private const long StoreId = 0x1234_5678_9ABC_DEF0;

    private static readonly TarHeader Sample = new()
    {
        Name = "1.2.840.1/1.2.840.2/1.2.840.3.dcm",
        Note = "image MODALITY1",
        Length = 123_456,
        Digest = UInt128.Parse("0123456789abcdef0123456789abcdef", System.Globalization.NumberStyles.HexNumber, null),
        ReceivedAt = new DateTimeOffset(2026, 3, 1, 12, 30, 59, TimeSpan.Zero).AddTicks(1_234_567),
        SyncedBefore = 0xFFFF_FE00,
    };

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData((1L << 33) - 1)]
    [InlineData(1L << 33)]
    [InlineData(1L << 50)]
    public void Reads_what_it_wrote_whatever_the_length(long length)
    {
        var header = Sample with { Length = length };

        Assert.Equal(header, TarHeader.Read(Written(header, offset: 512), StoreId, 512));
    }

    [Fact]
    public void Holds_the_longest_uids_and_the_longest_note()
    {
        var uid = new string('1', 64);
        var header = Sample with { Name = $"{uid}/{uid}/{uid}.dcm", Note = new string('~', TarHeader.MaxNoteLength) };

        TarHeader.Validate(header.Name, header.Note);
        Assert.Equal(header, TarHeader.Read(Written(header, 0), StoreId, 0));
    }

    [Fact]
    public void Lies_in_the_fields_where_ustar_has_them()
    {
        var block = Encoding.ASCII.GetString(Written(Sample, 0));

        Assert.Equal("1.2.840.3.dcm\0", block[..14]);
        Assert.Equal("0000444\0", block[100..108]);
        Assert.Equal("00000361100\0", block[124..136]);
        Assert.Equal("0", block[156..157]);
        Assert.Equal("\0" + "0123456789abcdef0123456789abcdef 1234567 fffffe00 image MODALITY1\0", block[157..224]);
        Assert.Equal("ustar\000", block[257..265]);
        Assert.Equal("1.2.840.1/1.2.840.2\0", block[345..365]);
    }

    [Fact]
    public void Is_not_believed_with_any_byte_changed()
    {
        var block = Written(Sample, 512);
        for (var i = 0; i < block.Length; i++)
        {
            block[i] ^= 0x40;
            Assert.True(TarHeader.Read(block, StoreId, 512) is null || i is 154 or 155, $"Byte {i}");
            block[i] ^= 0x40;
        }
    }

    [Fact]
    public void Is_not_believed_at_another_place_or_in_another_store()
    {
        var block = Written(Sample, 512);

        Assert.Null(TarHeader.Read(block, StoreId, 1024));
        Assert.Null(TarHeader.Read(block, StoreId + 1, 512));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a/b.dcm")]
    [InlineData("a//b.dcm")]
    [InlineData("a/")]
    [InlineData("../b.dcm")]
    [InlineData("a/../b.dcm")]
    [InlineData("a/./b.dcm")]
    [InlineData("a\\b.dcm")]
    [InlineData("a b.dcm")]
    [InlineData("a\0b.dcm")]
    [InlineData("ä.dcm")]
    public void Refuses_names_that_would_not_unpack_where_they_should(string name) =>
        Assert.Throws<ArgumentException>(nameof(name), () => TarHeader.Validate(name, ""));

    [Fact]
    public void Refuses_names_and_notes_that_do_not_fit()
    {
        Assert.Throws<ArgumentException>("name", () => TarHeader.Validate(new string('1', 101), ""));
        Assert.Throws<ArgumentException>("name", () => TarHeader.Validate($"{new string('1', 156)}/a", ""));
        Assert.Throws<ArgumentException>("note", () => TarHeader.Validate("a", new string('1', 49)));
        Assert.Throws<ArgumentException>("note", () => TarHeader.Validate("a", "line\n"));
    }

    private static byte[] Written(TarHeader header, long offset)
    {
        var block = new byte[TarHeader.Size];
        header.Write(block, StoreId, offset);
        return block;
    }
}

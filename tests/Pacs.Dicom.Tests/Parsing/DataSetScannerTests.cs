using System.Buffers;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Parsing;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Tests.Parsing;

public class DataSetScannerTests
{
    private static readonly TransferSyntax Explicit = TransferSyntax.ExplicitVrLittleEndian;
    private static readonly TransferSyntax Implicit = TransferSyntax.ImplicitVrLittleEndian;
    private static readonly TransferSyntax BigEndian = TransferSyntax.ExplicitVrBigEndian;

    [Fact]
    public void Reads_short_and_long_headers() => AssertScan(
        Explicit,
        "0800 0500 'CS' 0A00 'ISO_IR 100'  0800 1200 'UN' 0000 04000000 01020304",
        """
        Element (0008,0005) CS 10 at 0: 49534F5F495220313030
        Element (0008,0012) UN 4 at 18: 01020304
        end
        """);

    [Fact]
    public void Reads_big_endian_headers() => AssertScan(
        BigEndian,
        "0028 0010 'US' 0002 0200  0028 0011 'US' 0002 0100  7FE0 0010 'OW' 0000 00000004 01020304",
        """
        Element (0028,0010) US 2 at 0: 0200
        Element (0028,0011) US 2 at 10: 0100
        Element (7FE0,0010) OW 4 at 20: 01020304
        end
        """);

    [Fact]
    public void Reads_values_of_no_and_of_odd_length() => AssertScan(
        Explicit,
        "1000 1000 'PN' 0000  1000 2000 'LO' 0300 'abc'  1000 3000 'DA' 0000",
        """
        Element (0010,0010) PN 0 at 0:
        Element (0010,0020) LO 3 at 8: 616263
        Element (0010,0030) DA 0 at 19:
        end
        """);

    [Theory]
    [InlineData("0800 4011 'SQ' 0000 10000000  FEFF 00E0 08000000  0800 5011 'UI' 0000")]
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF  FEFF 00E0 08000000  0800 5011 'UI' 0000  FEFF DDE0 00000000")]
    [InlineData("0800 4011 'SQ' 0000 18000000  FEFF 00E0 FFFFFFFF  0800 5011 'UI' 0000  FEFF 0DE0 00000000")]
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF  FEFF 00E0 FFFFFFFF  0800 5011 'UI' 0000  FEFF 0DE0 00000000  FEFF DDE0 00000000")]
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF  FEFF 00E0 FFFFFFFF  0800 5011 'UI' 0000  FEFF DDE0 00000000")]
    [InlineData("0800 4011 'SQ' 0000 18000000  FEFF 00E0 08000000  0800 5011 'UI' 0000  FEFF DDE0 00000000")]
    [InlineData("0800 4011 'SQ' 0000 18000000  FEFF 00E0 10000000  0800 5011 'UI' 0000  FEFF 0DE0 00000000")]
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF  FEFF 00E0 FFFFFFFF  0800 5011 'UI' 0000  FEFF 0DE0 01000000  FEFF DDE0 02000000")]
    public void Reads_sequences_however_they_say_where_they_end(string data)
    {
        var tokens = Tokens.OfAllCuts(Bytes.Of(data + "1000 1000 'PN' 0200 'A '"), Explicit);

        Assert.Equal(
            ["SequenceStart", "ItemStart", "Element", "ItemEnd", "SequenceEnd", "Element", "end"],
            tokens.Split('\n').Select(line => line.Trim().Split(' ')[0]));
    }

    [Fact]
    public void Reads_sequences_in_sequences_and_empty_items() => AssertScan(
        Explicit,
        """
        0800 4011 'SQ' 0000 FFFFFFFF
            FEFF 00E0 FFFFFFFF
                0800 9911 'SQ' 0000 08000000
                    FEFF 00E0 00000000
            FEFF 0DE0 00000000
            FEFF 00E0 FFFFFFFF
            FEFF 0DE0 00000000
        FEFF DDE0 00000000
        """,
        """
        SequenceStart (0008,1140) SQ undefined at 0:
         ItemStart undefined at 12:
          SequenceStart (0008,1199) SQ 8 at 20:
          ItemStart 0 at 32:
          ItemEnd
         SequenceEnd
         ItemEnd
         ItemStart undefined at 48:
         ItemEnd
        SequenceEnd
        end
        """);

    [Fact]
    public void Reads_UN_of_undefined_length_as_a_sequence_in_implicit_VR() => AssertScan(
        Explicit,
        """
        0900 1010 'UN' 0000 FFFFFFFF
            FEFF 00E0 FFFFFFFF
                0900 1110 02000000 'ab'
            FEFF 0DE0 00000000
        FEFF DDE0 00000000
        1000 1000 'PN' 0200 'A '
        """,
        """
        SequenceStart (0009,1010) SQ undefined at 0:
         ItemStart undefined at 12:
         Element (0009,1011) UN 2 at 20: 6162
         ItemEnd
        SequenceEnd
        Element (0010,0010) PN 2 at 46: 4120
        end
        """);

    [Fact]
    public void Reads_UN_of_undefined_length_in_little_endian_whatever_surrounds_it() => AssertScan(
        BigEndian,
        """
        0009 1010 'UN' 0000 FFFFFFFF
            FEFF 00E0 0A000000
                0900 1110 02000000 'ab'
        FEFF DDE0 00000000
        0010 0010 'PN' 0002 'A '
        """,
        """
        SequenceStart (0009,1010) SQ undefined at 0:
         ItemStart 10 at 12:
         Element (0009,1011) UN 2 at 20: 6162
         ItemEnd
        SequenceEnd
        Element (0010,0010) PN 2 at 38: 4120
        end
        """);

    [Fact]
    public void Reads_a_private_element_of_undefined_length_as_a_sequence_in_implicit_VR() => AssertScan(
        Implicit,
        "0900 1010 FFFFFFFF  FEFF 00E0 00000000  FEFF DDE0 00000000",
        """
        SequenceStart (0009,1010) SQ undefined at 0:
         ItemStart 0 at 8:
         ItemEnd
        SequenceEnd
        end
        """);

    [Fact]
    public void Reads_encapsulated_pixel_data() => AssertScan(
        Explicit,
        """
        E07F 1000 'OB' 0000 FFFFFFFF
            FEFF 00E0 00000000
            FEFF 00E0 04000000 01020304
            FEFF 00E0 03000000 050607
        FEFF DDE0 00000000
        FCFF FCFF 'OB' 0000 02000000 0000
        """,
        """
        FragmentsStart (7FE0,0010) OB undefined at 0:
        Fragment 0 at 12:
        Fragment 4 at 20: 01020304
        Fragment 3 at 32: 050607
        FragmentsEnd
        Element (FFFC,FFFC) OB 2 at 51: 0000
        end
        """);

    [Fact]
    public void Stops_at_a_tag_of_the_data_set_but_not_of_an_item()
    {
        var data = Bytes.Of("""
            0800 4011 'SQ' 0000 FFFFFFFF
                FEFF 00E0 FFFFFFFF
                    E07F 1000 'OB' 0000 02000000 0102
                FEFF 0DE0 00000000
            FEFF DDE0 00000000
            E17F 1000 'OB' 0000 02000000 0102
            """);

        var tokens = Tokens.OfAllCuts(data, Explicit, stopAt: new Tag(0x7FE0, 0x0000));

        Assert.EndsWith("SequenceEnd\nStop (7FE1,0010) OB 2 at 50:", tokens, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0800 4011 'SQ' 0000 10000000  FEFF 00E0 08000000  0800 5011 'UI' 0000")]
    [InlineData("0800 4011 'SQ' 0000 04000000  'junk'")] // not even looked at
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF  FEFF 00E0 FFFFFFFF  0800 5011 'UI' 0000  FEFF 0DE0 00000000  FEFF DDE0 00000000")]
    [InlineData("0800 4011 'OB' 0000 FFFFFFFF  FEFF 00E0 02000000 0102  FEFF DDE0 00000000")]
    [InlineData("0800 4011 'LO' 0800 'whatever'")]
    public void Skips_an_element_with_all_that_is_in_it(string data)
    {
        var skipped = new Tag(0x0008, 0x1140);
        var tokens = Tokens.OfAllCuts(Bytes.Of(data + "1000 1000 'PN' 0200 'A '"), Explicit, skip: skipped).Split('\n');

        Assert.Equal(3, tokens.Length);
        Assert.StartsWith("Element (0010,0010) PN 2", tokens[1], StringComparison.Ordinal);
        Assert.Equal("end", tokens[2]);
    }

    [Fact]
    public void Takes_a_VR_of_the_future_for_one_with_a_long_length() => AssertScan(
        Explicit,
        "0900 1010 'ZZ' 0000 02000000 0102",
        """
        Element (0009,1010) ZZ 2 at 0: 0102
        end
        """);

    [Theory]
    [InlineData("0000")]
    [InlineData("'??'")]
    [InlineData("'  '")]
    public void Takes_a_VR_left_out_for_one_with_a_short_length(string vr)
    {
        var tokens = Tokens.OfAllCuts(Bytes.Of($"0800 0500 'CS' 0000  0900 1010 {vr} 0200 'ab'"), Explicit);

        Assert.EndsWith("Element (0009,1010) UN 2 at 8: 6162\nend", tokens, StringComparison.Ordinal);
    }

    [Fact]
    public void Reads_items_in_implicit_VR_where_explicit_was_announced() => AssertScan(
        Explicit,
        """
        0900 1010 'SQ' 0000 FFFFFFFF
            FEFF 00E0 FFFFFFFF
                0900 1110 02000000 'ab'
                0900 1210 41450000 
        """ + string.Concat(Enumerable.Repeat("00", 0x4541)) +
        """
            FEFF 0DE0 00000000
        FEFF DDE0 00000000
        1000 1000 'PN' 0000
        """,
        """
        SequenceStart (0009,1010) SQ undefined at 0:
         ItemStart undefined at 12:
         Element (0009,1011) UN 2 at 20: 6162
         Element (0009,1012) UN 17729 at 30: 
        """ + string.Concat(Enumerable.Repeat("00", 0x4541)) + "\n" +
        """
         ItemEnd
        SequenceEnd
        Element (0010,0010) PN 0 at 17783:
        end
        """,
        everyCut: false);

    [Fact]
    public void Reads_a_data_set_in_implicit_VR_where_explicit_was_announced() => AssertScan(
        Explicit,
        "0900 1000 02000000 'ab'  0900 1010 02000000 'cd'",
        """
        Element (0009,0010) LO 2 at 0: 6162
        Element (0009,1010) UN 2 at 10: 6364
        end
        """);

    [Fact]
    public void Reads_a_data_set_in_explicit_VR_where_implicit_was_announced() => AssertScan(
        Implicit,
        "0800 0500 'CS' 0200 'ab'  0900 1010 'SH' 0200 'cd'",
        """
        Element (0008,0005) CS 2 at 0: 6162
        Element (0009,1010) SH 2 at 10: 6364
        end
        """);

    [Theory]
    [InlineData("0800 4011 'SQ' 0000 10000000  FEFF 00E0 09000000  0800 5011 'UI' 0000")] // item longer than its sequence
    [InlineData("0800 4011 'SQ' 0000 10000000  FEFF 00E0 08000000  0800 5011 'UI' 0100")] // value longer than its item
    [InlineData("0800 4011 'SQ' 0000 14000000  FEFF 00E0 0C000000  0800 5011 'UN' 0000 01000000 00")]
    [InlineData("0800 4011 'SQ' 0000 14000000  FEFF 00E0 0C000000  0800 5011 'SQ' 0000 FFFFFFFF 00")] // no delimitation
    [InlineData("0800 4011 'SQ' 0000 0C000000  FEFF 00E0 04000000  0800 5011 'UI' 0000")] // item too short for a header
    [InlineData("0800 4011 'SQ' 0000 04000000  FEFF 00E0 00000000")] // sequence too short for an item
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF  0800 5011 'UI' 0000")] // element in place of an item
    [InlineData("0800 4011 'LT' 0000  FEFF 00E0 00000000")] // item outside a sequence
    [InlineData("0800 4011 'UT' 0000 FFFFFFFF  FEFF 00E0 00000000")] // undefined length where there is none
    [InlineData("E07F 1000 'OB' 0000 FFFFFFFF  FEFF 00E0 FFFFFFFF")] // fragment of undefined length
    [InlineData("E07F 1000 'OB' 0000 FFFFFFFF  0800 0500 'CS' 0000")] // element in place of a fragment
    [InlineData("0800 4011 'SQ' 0000 1C000000  FEFF 00E0 14000000  E07F 1000 'OB' 0000 FFFFFFFF  FEFF 00E0 08000000")]
    public void Refuses_what_contradicts_itself(string data)
    {
        var tokens = Tokens.OfAllCuts(Bytes.Of(data + string.Concat(Enumerable.Repeat("00", 32))), Explicit);

        Assert.Matches(@"! \([0-9A-F]{4},[0-9A-F]{4}\) at offset \d+: ", tokens);
    }

    [Fact]
    public void Refuses_nesting_100000_deep_without_growing()
    {
        var level = Bytes.Of("0800 4011 'SQ' 0000 FFFFFFFF  FEFF 00E0 FFFFFFFF");
        var scanner = new DataSetScanner(Explicit);
        var depth = 0;
        OperationStatus status = default;
        for (; depth < 100_000 && status != OperationStatus.InvalidData; depth++)
        {
            ReadOnlySpan<byte> input = level;
            while ((status = scanner.Read(ref input, out _)) == OperationStatus.Done)
            {
            }
        }

        Assert.Equal(65, depth);
        Assert.Contains("more than 64 sequences", scanner.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Goes_on_saying_that_data_is_invalid()
    {
        var scanner = new DataSetScanner(Explicit);
        ReadOnlySpan<byte> input = Bytes.Of("FEFF 00E0 00000000 0800 0500 'CS' 0000");

        Assert.Equal(OperationStatus.InvalidData, scanner.Read(ref input, out _));
        Assert.Equal(OperationStatus.InvalidData, scanner.Read(ref input, out _));
        Assert.False(scanner.IsAtBoundary);
    }

    [Theory]
    [InlineData("0800 0500 'CS' 0200 'a'")]
    [InlineData("0800 0500 'CS' 02")]
    [InlineData("0800 4011 'SQ' 0000 08000000")]
    [InlineData("0800 4011 'SQ' 0000 FFFFFFFF FEFF DDE0 000000")]
    public void Knows_a_data_set_that_is_cut_off(string data) =>
        Assert.EndsWith("cut", Tokens.OfAllCuts(Bytes.Of(data), Explicit), StringComparison.Ordinal);

    [Theory]
    [InlineData("00")]
    [InlineData("00000000 000000")]
    [InlineData("00000000 00000000 00000000 00000000 00")]
    public void Tolerates_zeros_after_the_end(string zeros)
    {
        var tokens = Tokens.OfAllCuts(Bytes.Of("0800 0500 'CS' 0000" + zeros), Explicit);

        Assert.EndsWith("\nend", tokens, StringComparison.Ordinal);
    }

    private static void AssertScan(TransferSyntax syntax, string data, string tokens, bool everyCut = true)
    {
        var bytes = Bytes.Of(data);
        var said = everyCut
            ? Tokens.OfAllCuts(bytes, syntax)
            : Tokens.Of(new ReadOnlySequence<byte>(bytes), syntax).Trim();

        Assert.Equal(Trimmed(tokens), Trimmed(said));
    }

    private static string Trimmed(string lines) => string.Join('\n', lines.Split('\n').Select(line => line.TrimEnd()));
}

using System.Buffers;
using Pacs.Network.Pdus;

namespace Pacs.Network.Tests.Pdus;

public sealed class HeaderTests
{
    [Fact]
    public void A_header_cut_at_any_byte_is_waited_for_and_nothing_is_taken()
    {
        byte[] bytes = [4, 0, 0, 1, 2, 3];

        for (var length = 0; length < bytes.Length; length++)
        {
            var buffer = new ReadOnlySequence<byte>(bytes, 0, length);
            Assert.Equal(OperationStatus.NeedMoreData, PduHeader.Read(ref buffer, out _));
            Assert.Equal(length, buffer.Length);
        }
    }

    [Fact]
    public void A_header_is_read_wherever_its_bytes_are_split()
    {
        byte[] bytes = [4, 0, 0, 1, 2, 3];

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var buffer = Split(bytes, cut);
            Assert.Equal(OperationStatus.Done, PduHeader.Read(ref buffer, out var header));
            Assert.Equal(new PduHeader(PduType.Data, 0x010203), header);
            Assert.True(buffer.IsEmpty);
        }
    }

    [Theory]
    [Trait("Conformance", "4")]
    [InlineData((byte)'G')]
    [InlineData(0x16)]
    [InlineData(0)]
    [InlineData(8)]
    public void A_first_byte_that_is_no_pdu_type_is_invalid_at_once(byte first)
    {
        var buffer = new ReadOnlySequence<byte>([first]);

        Assert.Equal(OperationStatus.InvalidData, PduHeader.Read(ref buffer, out _));
    }

    [Fact]
    public void A_presentation_data_value_is_read_wherever_its_bytes_are_split()
    {
        byte[] bytes = [0, 0, 0, 12, 3, 2];

        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var buffer = Split(bytes, cut);
            Assert.Equal(OperationStatus.Done, PdvHeader.Read(ref buffer, room: 16, out var pdv));
            Assert.Equal(new PdvHeader(3, IsCommand: false, IsLast: true, 10), pdv);
        }
    }

    [Theory]
    [InlineData(12, 15u)]
    [InlineData(1, 16u)]
    [InlineData(0, 16u)]
    [InlineData(-1, 16u)]
    [InlineData(2, 5u)]
    public void A_presentation_data_value_that_does_not_fit_its_pdu_is_invalid(int length, uint room)
    {
        byte[] bytes = [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, 3, 2];
        var buffer = new ReadOnlySequence<byte>(bytes);

        Assert.Equal(OperationStatus.InvalidData, PdvHeader.Read(ref buffer, room, out _));
    }

    private static ReadOnlySequence<byte> Split(byte[] bytes, int cut)
    {
        var last = new Segment(bytes.AsMemory(cut), cut, null);
        var first = new Segment(bytes.AsMemory(0, cut), 0, last);
        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long runningIndex, Segment? next)
        {
            Memory = memory;
            RunningIndex = runningIndex;
            Next = next;
        }
    }
}

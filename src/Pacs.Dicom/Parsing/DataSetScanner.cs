using System.Buffers;
using System.Buffers.Binary;
using Pacs.Dicom.DataSets;
using Pacs.Dicom.Transfer;

namespace Pacs.Dicom.Parsing;

/// <summary>
/// Splits an encoded data set (PS3.5 §7) into tokens, from bytes that come in pieces cut anywhere. It keeps nothing of
/// the input but a header that was cut, never recurses, and its memory is bounded by <see cref="MaxDepth"/> whatever
/// lengths the input announces. A deflated data set must be inflated first.
/// </summary>
/// <remarks>
/// What it tolerates, because equipment sends it: values of odd length; elements out of order; delimitation items where
/// a length was given; an item delimitation that is missing before a sequence delimitation; VRs that are not in
/// PS3.5 Table 6.2-1; items (or the whole data set) in implicit VR where explicit was announced, and a data set in
/// explicit VR where implicit was.
/// </remarks>
public sealed class DataSetScanner
{
    /// <summary>The length that says "until the delimitation item" (PS3.5 §7.1.1).</summary>
    public const uint UndefinedLength = 0xFFFF_FFFF;

    private const int ShortHeader = 8;
    private const int LongHeader = 12;

    private readonly ulong _stopAt = ulong.MaxValue;
    private readonly CutHeader _cut = new();
    private ScannerFrame[] _outer = new ScannerFrame[4];
    private ScannerFrame _frame;
    private int _open;
    private int _skipTo = -1;
    private uint _remaining;
    private bool _isDiscarding;

    public DataSetScanner(TransferSyntax syntax)
    {
        _frame.IsExplicitVr = syntax.IsExplicitVr;
        _frame.IsBigEndian = syntax.IsBigEndian;
        _frame.IsFresh = true;
        _frame.Limit = long.MaxValue;
    }

    /// <summary>
    /// The first element of the data set itself with this tag or a higher one ends the scan; null: none does.
    /// </summary>
    public Tag? StopAt
    {
        get => _stopAt <= uint.MaxValue ? new Tag((uint)_stopAt) : null;
        init => _stopAt = value?.Value ?? ulong.MaxValue;
    }

    /// <summary>How many sequences may be open at once.</summary>
    public int MaxDepth { get; init; } = 64;

    /// <summary>What the last successful <see cref="Read"/> came upon; the properties below describe it.</summary>
    public DataSetToken Token { get; private set; }

    /// <summary>The element's tag; for items and fragments that of the sequence or element they belong to.</summary>
    public Tag Tag { get; private set; }

    /// <summary>
    /// The VR: as encoded, or by the dictionary when the encoding has none. SQ for UN of undefined length (CP-246).
    /// </summary>
    public Vr Vr { get; private set; }

    /// <summary>
    /// The length in the header of the element, item or fragment; may be <see cref="UndefinedLength"/>.
    /// </summary>
    public uint Length { get; private set; }

    /// <summary>Where the header begins, counted from the beginning of the data set.</summary>
    public long Offset { get; private set; }

    /// <summary>How many bytes have been understood; the value of the current element begins or goes on here.</summary>
    public long Position { get; private set; }

    /// <summary>How many bytes of the value or fragment are still to come after the piece just given.</summary>
    public uint Remaining => _isDiscarding ? 0 : _remaining;

    /// <summary>
    /// How many of the next bytes belong to what <see cref="Skip"/> passes over: who can seek need not bring them, and
    /// says so with <see cref="PassOver"/>.
    /// </summary>
    public uint Skippable => _isDiscarding || _skipTo >= 0 ? _remaining : 0;

    /// <summary>The number of open sequences; 0 in the data set itself.</summary>
    public int Depth { get; private set; }

    /// <summary>
    /// What is wrong with the input and where, once <see cref="OperationStatus.InvalidData"/> was returned.
    /// </summary>
    public string? Error { get; private set; }

    /// <summary>True where a data set may end: outside all values and sequences, with no header begun.</summary>
    public bool IsAtBoundary => _open == 0 && _remaining == 0 && Error is null && _cut.IsPadding;

    /// <summary>True when the element at hand is encoded in big endian byte order.</summary>
    public bool IsBigEndian => _frame.IsBigEndian;

    /// <summary>True when Bits Allocated of the data set or item at hand is at most 8.</summary>
    internal bool HasByteCells => _frame.HasByteCells;

    /// <summary>
    /// Takes one token off the front of <paramref name="input"/>. <see cref="OperationStatus.NeedMoreData"/> means all
    /// of the input was taken: go on with the bytes that follow it.
    /// </summary>
    /// <param name="input">The next bytes of the data set.</param>
    /// <param name="value">The bytes at hand of an element's value or of a fragment, in the order as encoded.</param>
    public OperationStatus Read(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (Token == DataSetToken.Stop) return OperationStatus.Done;
        if (Error is not null) return OperationStatus.InvalidData;

        while (_skipTo >= 0)
        {
            var status = ReadNext(ref input, out _);
            if (status != OperationStatus.Done) return status;
            if (_open == _skipTo) _skipTo = -1;
        }

        return ReadNext(ref input, out value);
    }

    /// <summary>
    /// Passes over the rest of the element whose header was just read, with all items or fragments in it; those of a
    /// defined length are not even looked at.
    /// </summary>
    public void Skip()
    {
        if (Token is DataSetToken.SequenceStart && Length != UndefinedLength)
        {
            Close();
            _remaining = Length;
            _isDiscarding = Length > 0;
        }
        else if (Token is DataSetToken.SequenceStart or DataSetToken.FragmentsStart)
        {
            _skipTo = _open - 1;
        }
        else
        {
            _isDiscarding = _remaining > 0;
        }
    }

    /// <summary>Goes on as if it had read the next <paramref name="count"/> bytes, all of them <see cref="Skippable"/>.</summary>
    public void PassOver(uint count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Skippable);
        _remaining -= count;
        Position += count;
        if (_remaining == 0) _isDiscarding = false;
    }

    private OperationStatus ReadNext(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> value)
    {
        if (_remaining > 0)
        {
            if (!_isDiscarding) return ReadValue(ref input, out value);

            TakeValue(ref input);
            if (_remaining > 0)
            {
                value = default;
                return OperationStatus.NeedMoreData;
            }

            _isDiscarding = false;
        }

        if (_frame.Kind == ScannerFrameKind.Elements) return ReadElement(ref input, out value);

        value = default;
        return _frame.Kind == ScannerFrameKind.Items ? ReadItem(ref input) : ReadFragment(ref input, out value);
    }

    private OperationStatus ReadValue(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> value)
    {
        var isFirst = _remaining == Length;
        value = TakeValue(ref input);
        if (value.IsEmpty) return OperationStatus.NeedMoreData;

        if (isFirst) NoteContext(value);
        Token = DataSetToken.Value;
        return OperationStatus.Done;
    }

    // Implicit VR: tag (4), length (4).
    // Explicit VR: tag (4), VR (2), length (2); or tag (4), VR (2), 0 (2), length (4). PS3.5 §7.1.2, §7.1.3
    private OperationStatus ReadElement(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> value)
    {
        value = default;
        while (true)
        {
            if (Position == _frame.Limit && _frame.HasLength) return CloseItem();

            var status = Peek(ref input, ShortHeader, out var header);
            if (status != OperationStatus.Done) return status;

            var tag = _frame.ReadTag(header);
            if (tag.Group == 0xFFFE)
            {
                if (tag == Delimiters.Item) return Fail(tag, "an item outside a sequence");
                if (_frame.HasLength || _open == 0)
                {
                    Take(ref input, ShortHeader);
                    continue;
                }

                if (tag == Delimiters.ItemDelimitation) Take(ref input, ShortHeader);
                return CloseItem();
            }

            if (_frame.IsFresh) Recognise(header);

            var form = _frame.IsExplicitVr ? VrForms.Of(VrAt(header)) : VrForm.None;
            if (form == VrForm.Long)
            {
                status = Peek(ref input, LongHeader, out header);
                if (status != OperationStatus.Done) return status;
            }

            var size = form == VrForm.Long ? LongHeader : ShortHeader;
            var length = form switch
            {
                VrForm.Long => _frame.ReadUInt32(header[8..]),
                VrForm.None => _frame.ReadUInt32(header[4..]),
                _ => _frame.ReadUInt16(header[6..]),
            };
            var vr = form is VrForm.Short or VrForm.Long ? VrAt(header) : ImplicitVr.Of(tag, _frame.IsSigned);

            Tag = tag;
            Vr = vr;
            Length = length;
            Offset = Position;
            if (_open == 0 && tag.Value >= _stopAt)
            {
                Token = DataSetToken.Stop;
                return OperationStatus.Done;
            }

            Take(ref input, size);
            if (length == UndefinedLength) return Open(size);
            if (length > _frame.Limit - Position) return Fail(tag, $"its length {length} crosses the end of {_frame}");
            if (vr == Vr.SQ) return OpenSequence(length);

            Token = DataSetToken.Element;
            _remaining = length;
            value = TakeValue(ref input);
            if (!value.IsEmpty) NoteContext(value);
            return OperationStatus.Done;
        }
    }

    // Item: (FFFE,E000) (4), length (4). PS3.5 §7.5
    private OperationStatus ReadItem(scoped ref ReadOnlySpan<byte> input)
    {
        while (true)
        {
            if (Position == _frame.Limit && _frame.HasLength) return CloseSequence(DataSetToken.SequenceEnd);

            var status = Peek(ref input, ShortHeader, out var header);
            if (status != OperationStatus.Done) return status;

            var tag = _frame.ReadTag(header);
            var length = _frame.ReadUInt32(header[4..]);
            if (tag == Delimiters.Item)
            {
                Offset = Position;
                Length = length;
                Tag = _frame.Tag;
                Take(ref input, ShortHeader);
                if (length != UndefinedLength && length > _frame.Limit - Position)
                {
                    return Fail(tag, $"its length {length} crosses the end of {_frame}");
                }

                Push(ScannerFrameKind.Elements, length);
                Token = DataSetToken.ItemStart;
                return OperationStatus.Done;
            }

            if (tag != Delimiters.SequenceDelimitation) return Fail(tag, $"where {_frame} must have an item");

            Take(ref input, ShortHeader);
            if (!_frame.HasLength) return CloseSequence(DataSetToken.SequenceEnd);
        }
    }

    // Item: (FFFE,E000) (4), length (4), bytes. PS3.5 §A.4
    private OperationStatus ReadFragment(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> value)
    {
        value = default;
        var status = Peek(ref input, ShortHeader, out var header);
        if (status != OperationStatus.Done) return status;

        var tag = _frame.ReadTag(header);
        if (tag == Delimiters.SequenceDelimitation)
        {
            Take(ref input, ShortHeader);
            return CloseSequence(DataSetToken.FragmentsEnd);
        }

        var length = _frame.ReadUInt32(header[4..]);
        if (tag != Delimiters.Item) return Fail(tag, $"where {_frame} must have a fragment");
        if (length == UndefinedLength) return Fail(tag, $"a fragment of undefined length in {_frame}");
        if (length > _frame.Limit - Position - ShortHeader)
        {
            return Fail(tag, $"its length {length} crosses the end of {_frame}");
        }

        Offset = Position;
        Length = length;
        Tag = _frame.Tag;
        Token = DataSetToken.Fragment;
        Take(ref input, ShortHeader);
        _remaining = length;
        value = TakeValue(ref input);
        return OperationStatus.Done;
    }

    private OperationStatus Open(int headerSize)
    {
        if (Tag == Delimiters.PixelData || Vr is Vr.OB or Vr.OW)
        {
            if (headerSize == ShortHeader) Vr = Vr.OB; // implicit VR has no fragments: they are sent as in PS3.5 §A.4
            Push(ScannerFrameKind.Fragments, UndefinedLength);
            Token = DataSetToken.FragmentsStart;
            return OperationStatus.Done;
        }

        if (Vr == Vr.SQ) return OpenSequence(UndefinedLength);
        if (Vr != Vr.UN) return Fail(Tag, $"VR {Vr.Letters} cannot have undefined length");

        // CP-246, PS3.5 §6.2.2: UN of undefined length holds items in Implicit VR Little Endian, whatever surrounds it.
        // In implicit VR itself an unknown element of undefined length can only be a sequence.
        Vr = Vr.SQ;
        var status = OpenSequence(UndefinedLength);
        if (headerSize == LongHeader) (_frame.IsExplicitVr, _frame.IsBigEndian) = (false, false);
        return status;
    }

    private OperationStatus OpenSequence(uint length)
    {
        if (Depth == MaxDepth) return Fail(Tag, $"more than {MaxDepth} sequences inside one another");

        Push(ScannerFrameKind.Items, length);
        Depth++;
        Token = DataSetToken.SequenceStart;
        return OperationStatus.Done;
    }

    private OperationStatus CloseItem()
    {
        Close();
        Tag = _frame.Tag;
        Token = DataSetToken.ItemEnd;
        return OperationStatus.Done;
    }

    private OperationStatus CloseSequence(DataSetToken token)
    {
        Tag = _frame.Tag;
        Token = token;
        Close();
        return OperationStatus.Done;
    }

    private void Push(ScannerFrameKind kind, uint length)
    {
        if (_open == _outer.Length) Array.Resize(ref _outer, _outer.Length * 2);
        _outer[_open++] = _frame;

        _frame.Kind = kind;
        _frame.Tag = Tag;
        _frame.HasLength = length != UndefinedLength;
        _frame.IsFresh = kind == ScannerFrameKind.Elements;
        if (_frame.HasLength) _frame.Limit = Position + length;
    }

    private void Close()
    {
        if (_frame.Kind == ScannerFrameKind.Items) Depth--;
        _frame = _outer[--_open];
    }

    /// <summary>Shows <paramref name="count"/> bytes, gathered if the input is cut among them.</summary>
    private OperationStatus Peek(scoped ref ReadOnlySpan<byte> input, int count, out ReadOnlySpan<byte> header)
    {
        header = input;
        if (count > _frame.Limit - Position) return Fail(_frame.Tag, $"{_frame} ends within an element");
        if (_cut.IsEmpty && input.Length >= count) return OperationStatus.Done;

        return _cut.TryGather(ref input, count, out header) ? OperationStatus.Done : OperationStatus.NeedMoreData;
    }

    /// <summary>Takes the bytes that <see cref="Peek"/> has shown.</summary>
    private void Take(scoped ref ReadOnlySpan<byte> input, int count)
    {
        if (_cut.IsEmpty) input = input[count..];
        else _cut.Clear();
        Position += count;
    }

    private ReadOnlySpan<byte> TakeValue(scoped ref ReadOnlySpan<byte> input)
    {
        var taken = (int)Math.Min(_remaining, (uint)input.Length);
        var value = input[..taken];
        input = input[taken..];
        _remaining -= (uint)taken;
        Position += taken;
        return value;
    }

    /// <summary>
    /// The first element of a data set or item tells whether it has VRs: a length is no pair of capital letters unless
    /// it is above 16,000, which no first element has, and letters are no length of a kind that occurs there.
    /// </summary>
    private void Recognise(ReadOnlySpan<byte> header)
    {
        _frame.IsFresh = false;
        if (_frame.IsBigEndian) return;

        var vr = VrAt(header);
        if (_frame.IsExplicitVr) _frame.IsExplicitVr = VrForms.Of(vr) != VrForm.None;
        else if (_open == 0) _frame.IsExplicitVr = vr.IsStandard;
    }

    private void NoteContext(ReadOnlySpan<byte> value)
    {
        if (Tag.Group != 0x0028 || _frame.Kind != ScannerFrameKind.Elements) return;

        // Both are one US; what depends on them is only ever asked in little endian, where the low byte is first.
        if (Tag.Element == 0x0100) _frame.HasByteCells = value[0] is > 0 and <= 8;
        else if (Tag.Element == 0x0103) _frame.IsSigned = value[0] == 1;
    }

    private static Vr VrAt(ReadOnlySpan<byte> header) => (Vr)BinaryPrimitives.ReadUInt16BigEndian(header[4..]);

    private OperationStatus Fail(Tag tag, string what)
    {
        Error = $"{tag} at offset {Position}: {what}";
        return OperationStatus.InvalidData;
    }
}

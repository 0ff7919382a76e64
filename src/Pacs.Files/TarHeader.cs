using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using System.Text.Unicode;

namespace Pacs.Files;

/// <summary>
/// The 512-byte header in front of a member: POSIX ustar, which every tar reads, with our own words where tar does not
/// look.
/// <code>
///   0 name 100      the part of the name after the last '/'
/// 100 mode 8        0000444: nothing is ever overwritten
/// 108 uid, gid 8+8  0
/// 124 size 12       octal; above 8 GiB binary, big-endian, behind 0x80 (GNU tar, bsdtar, Python, busybox read it)
/// 136 mtime 12      the second it was received
/// 148 checksum 8    sum of all bytes, these eight taken as spaces
/// 156 type 1        '0', a regular file
/// 157 linkname 100  NUL: not a link (busybox looks); what is behind it no tar reads, so it is ours: digest (32 hex)
///                   ' ' 100 ns of the second (7 digits) ' ' offset up to which the segment was synced before this
///                   was written (hex) ' ' note
/// 257 magic 8       "ustar" NUL "00"
/// 265 uname, gname, devmajor, devminor 32+32+8+8   empty
/// 345 prefix 155    the part of the name before the last '/'
/// 500 padding 12    unused by ustar, so ours: "pcs1", and 8 hex of the XXH3 of bytes 0 to 499 (the checksum as
///                   spaces), seeded with the store's identity and the header's offset; "pcs0", and another seed,
///                   once the body was given back to the file system
/// </code>
/// tar's checksum is a sum, blind to order; ours is not, and because its seed is known to nobody outside, no body that
/// happens (or is made) to contain a segment can be taken for members of this one.
/// </summary>
internal readonly record struct TarHeader
{
    public const int Size = 512;
    public const int MaxNoteLength = 48;

    /// <summary>As far as eight hexadecimal digits reach.</summary>
    public const long MaxSegmentLength = 1L << 32;

    /// <summary>Two blocks of zeros end an archive.</summary>
    public static readonly ReadOnlyMemory<byte> EndOfArchive = AlignedBlock.Zeros(2 * Size);

    private const int NameLength = 100;
    private const int WordsAt = 158;
    private const int WordsLength = 99; // 32 + 1 + 7 + 1 + 8 + 1 + 48, and NUL
    private const int PrefixLength = 155;
    private const long OctalLimit = 1L << 33; // 11 octal digits

    public required string Name { get; init; }

    public required string Note { get; init; }

    public required long Length { get; init; }

    public required UInt128 Digest { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Everything in front of this offset was durable before this member was written.</summary>
    public required long SyncedBefore { get; init; }

    /// <summary>The body has been given back to the file system.</summary>
    public bool IsHole { get; init; }

    /// <summary>A length rounded up to whole blocks.</summary>
    public static long Padded(long length) => (length + (Size - 1)) & ~(Size - 1L);

    /// <summary>Throws unless the name and note are ones that a header can hold and that unpack where they should.</summary>
    public static void Validate(string name, string note)
    {
        var slash = name.LastIndexOf('/');
        if (name.Length - slash - 1 is 0 or > NameLength || slash > PrefixLength || !IsPrintable(name, '!') || name.Contains('\\'))
            throw new ArgumentException("Not a name for a member: 1 to 100 ASCII characters, behind folders of up to 155.", nameof(name));
        foreach (var part in name.AsSpan().Split('/'))
        {
            if (name.AsSpan(part) is "" or "." or "..")
                throw new ArgumentException("A member's name must not begin with '/' or hold an empty, '.' or '..' part.", nameof(name));
        }

        if (note.Length > MaxNoteLength || !IsPrintable(note, ' '))
            throw new ArgumentException($"A note is at most {MaxNoteLength} printable ASCII characters.", nameof(note));
    }

    public void Write(Span<byte> block, long storeId, long offset)
    {
        block[..Size].Clear();
        var slash = Name.LastIndexOf('/');
        Encoding.ASCII.GetBytes(Name.AsSpan(slash + 1), block[..NameLength]);
        if (slash > 0)
            Encoding.ASCII.GetBytes(Name.AsSpan(0, slash), block.Slice(345, PrefixLength));

        "0000444\0"u8.CopyTo(block[100..]);
        "0000000\0"u8.CopyTo(block[108..]);
        "0000000\0"u8.CopyTo(block[116..]);
        if (Length < OctalLimit)
        {
            WriteOctal(block.Slice(124, 11), Length);
        }
        else
        {
            block[124] = 0x80;
            BinaryPrimitives.WriteInt64BigEndian(block[128..], Length);
        }

        WriteOctal(block.Slice(136, 11), ReceivedAt.ToUnixTimeSeconds());
        block[156] = (byte)'0';
        Utf8.TryWrite(
            block.Slice(WordsAt, WordsLength),
            CultureInfo.InvariantCulture,
            $"{Digest:x32} {ReceivedAt.UtcTicks % TimeSpan.TicksPerSecond:d7} {SyncedBefore:x} {Note}",
            out _);
        "ustar\000"u8.CopyTo(block[257..]);
        "0000000\0"u8.CopyTo(block[329..]);
        "0000000\0"u8.CopyTo(block[337..]);

        (IsHole ? "pcs0"u8 : "pcs1"u8).CopyTo(block[500..]);
        Utf8Formatter.TryFormat(Check(block, storeId, offset, IsHole), block.Slice(504, 8), out _, new StandardFormat('x', 8));
        WriteOctal(block.Slice(148, 6), Sum(block));
        block[155] = (byte)' ';
    }

    /// <summary>The header in these 512 bytes, when it was written by this store, at this place, and is whole.</summary>
    public static TarHeader? Read(ReadOnlySpan<byte> block, long storeId, long offset)
    {
        var isHole = block.Slice(500, 4).SequenceEqual("pcs0"u8);
        if (!(isHole || block.Slice(500, 4).SequenceEqual("pcs1"u8)) || !block.Slice(257, 8).SequenceEqual("ustar\000"u8))
            return null;
        if (!Utf8Parser.TryParse(block.Slice(504, 8), out uint check, out var digits, 'x') || digits != 8)
            return null;
        Span<byte> sum = stackalloc byte[6];
        WriteOctal(sum, Sum(block));
        if (check != Check(block, storeId, offset, isHole) || !block.Slice(148, 6).SequenceEqual(sum))
            return null;

        // From here on these are the very bytes that Write made.
        var words = block.Slice(WordsAt, WordsLength);
        words = words[..words.IndexOf((byte)0)];
        var syncedEnd = 41 + words[41..].IndexOf((byte)' ');
        var digest = UInt128.Parse(words[..32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        var ticks = long.Parse(words.Slice(33, 7), NumberStyles.None, CultureInfo.InvariantCulture);
        var synced = long.Parse(words[41..syncedEnd], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

        var name = Text(block[..NameLength]);
        var prefix = Text(block.Slice(345, PrefixLength));
        return new TarHeader
        {
            Name = prefix.Length == 0 ? name : $"{prefix}/{name}",
            Note = Encoding.ASCII.GetString(words[(syncedEnd + 1)..]),
            Length = block[124] == 0x80 ? BinaryPrimitives.ReadInt64BigEndian(block[128..]) : ReadOctal(block.Slice(124, 11)),
            Digest = digest,
            ReceivedAt = DateTimeOffset.FromUnixTimeSeconds(ReadOctal(block.Slice(136, 11))).AddTicks(ticks),
            SyncedBefore = synced,
            IsHole = isHole,
        };
    }

    /// <summary>A bit that flips in the mark must not make a hole of a member: its seed is another.</summary>
    private static uint Check(ReadOnlySpan<byte> block, long storeId, long offset, bool isHole)
    {
        Span<byte> covered = stackalloc byte[500];
        block[..500].CopyTo(covered);
        covered.Slice(148, 8).Fill((byte)' ');
        return (uint)XxHash3.HashToUInt64(covered, isHole ? ~(storeId ^ offset) : storeId ^ offset);
    }

    private static long Sum(ReadOnlySpan<byte> block)
    {
        long sum = 8 * ' ';
        foreach (var b in block[..148])
            sum += b;
        foreach (var b in block[156..Size])
            sum += b;
        return sum;
    }

    private static void WriteOctal(Span<byte> digits, long value)
    {
        for (var i = digits.Length - 1; i >= 0; i--, value >>= 3)
            digits[i] = (byte)('0' + (value & 7));
    }

    private static long ReadOctal(ReadOnlySpan<byte> digits)
    {
        long value = 0;
        foreach (var digit in digits)
            value = (value << 3) | (uint)(digit & 7);
        return value;
    }

    private static string Text(ReadOnlySpan<byte> field)
    {
        var end = field.IndexOf((byte)0);
        return Encoding.ASCII.GetString(end < 0 ? field : field[..end]);
    }

    private static bool IsPrintable(string text, char lowest) => !text.AsSpan().ContainsAnyExceptInRange(lowest, '~');
}

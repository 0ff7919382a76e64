using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Storing;

/// <summary>
/// A C-STORE-RQ and its data set as one run of bytes, PDU headers included, for a peer's maximum PDU length. Only the
/// UIDs and the message ID are written anew for each instance, so that sending costs a copy to the socket.
/// </summary>
internal sealed class PreparedInstance
{
    private const int UidLength = 44;
    private const byte Context = 1;

    private readonly byte[] _wire;
    private readonly int _messageId;
    private readonly List<(int At, Func<Identity, string> Value)> _places = [];

    public PreparedInstance(Load load, int maxPdu)
    {
        var instance = Marker('1', UidLength);
        var series = Marker('2', UidLength);
        var study = Marker('3', UidLength);
        var patient = Marker('4', 16);
        var name = Marker('5', 13);
        var date = Marker('6', 8);
        var command = Command(load, instance, out var messageId);
        var dataSet = DataSet(load, patient, name, date, study, series, instance);

        var wire = new MemoryStream();
        WriteFragments(wire, command, maxPdu, isCommand: true);
        WriteFragments(wire, dataSet, maxPdu, isCommand: false);
        _wire = wire.ToArray();
        _messageId = 12 + messageId; // The command is shorter than any maximum: one PDU and one PDV header before it.
        Place(instance, 2, identity => identity.InstanceUid);
        Place(series, 1, identity => identity.SeriesUid);
        Place(study, 1, identity => identity.StudyUid);
        Place(patient, 1, identity => identity.PatientId);
        Place(name, 1, identity => identity.PatientName);
        Place(date, 1, identity => identity.StudyDate);
    }

    /// <summary>The message of an instance; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(Identity identity)
    {
        foreach (var (at, value) in _places) Encoding.ASCII.GetBytes(value(identity), _wire.AsSpan(at));
        BinaryPrimitives.WriteUInt16LittleEndian(_wire.AsSpan(_messageId), (ushort)((identity.Number % 65535) + 1));
        return _wire;
    }

    private static string Marker(char c, int length) => new(c, length);

    private static byte[] Command(Load load, string instance, out int messageId)
    {
        byte[] start = [.. Encoded.Element(0x0002, Encoded.Uid(load.SopClass)), .. Encoded.Element(0x0100, Encoded.UInt16(1))];
        messageId = 12 + start.Length + 8;
        return Encoded.Command(
            (0x0002, Encoded.Uid(load.SopClass)),
            (0x0100, Encoded.UInt16(1)),
            (0x0110, Encoded.UInt16(0)),
            (0x0700, Encoded.UInt16(0)),
            (0x0800, Encoded.UInt16(1)),
            (0x1000, Encoded.Uid(instance)));
    }

    private static byte[] DataSet(
        Load load, string patient, string name, string date, string study, string series, string instance)
    {
        var pixels = new byte[load.PixelBytes];
        new Random(20240131).NextBytes(pixels); // Incompressible, so that no file system wins by compressing.

        var bytes = new MemoryStream();
        Explicit(bytes, 0x00080005, "CS", "ISO_IR 100");
        Explicit(bytes, 0x00080008, "CS", @"ORIGINAL\PRIMARY\AXIAL");
        Explicit(bytes, 0x00080016, "UI", Encoded.Uid(load.SopClass));
        Explicit(bytes, 0x00080018, "UI", instance);
        Explicit(bytes, 0x00080020, "DA", date);
        Explicit(bytes, 0x00080021, "DA", "20240131");
        Explicit(bytes, 0x00080030, "TM", "101500.000000");
        Explicit(bytes, 0x00080050, "SH", "A20240131");
        Explicit(bytes, 0x00080060, "CS", load.Modality);
        Explicit(bytes, 0x00080070, "LO", "Pacs load client");
        Explicit(bytes, 0x00080090, "PN", "Referrer^Rita");
        Explicit(bytes, 0x00081030, "LO", "Side by side ingest");
        Explicit(bytes, 0x0008103E, "LO", "Prepared images");
        Explicit(bytes, 0x00100010, "PN", name);
        Explicit(bytes, 0x00100020, "LO", patient);
        Explicit(bytes, 0x00100030, "DA", "19700101");
        Explicit(bytes, 0x00100040, "CS", "F");
        Explicit(bytes, 0x00180050, "DS", "1.25");
        Explicit(bytes, 0x00180060, "DS", "120");
        Explicit(bytes, 0x0020000D, "UI", study);
        Explicit(bytes, 0x0020000E, "UI", series);
        Explicit(bytes, 0x00200010, "SH", "1");
        Explicit(bytes, 0x00200011, "IS", "1");
        Explicit(bytes, 0x00200013, "IS", "1");
        Explicit(bytes, 0x00200032, "DS", @"-125\-125\100");
        Explicit(bytes, 0x00200037, "DS", @"1\0\0\0\1\0");
        Explicit(bytes, 0x00280002, "US", Encoded.UInt16(1));
        Explicit(bytes, 0x00280004, "CS", "MONOCHROME2");
        Explicit(bytes, 0x00280008, "IS", load.Frames.ToString(CultureInfo.InvariantCulture));
        Explicit(bytes, 0x00280010, "US", Encoded.UInt16(load.Rows));
        Explicit(bytes, 0x00280011, "US", Encoded.UInt16(load.Columns));
        Explicit(bytes, 0x00280030, "DS", @"0.488281\0.488281");
        Explicit(bytes, 0x00280100, "US", Encoded.UInt16(16));
        Explicit(bytes, 0x00280101, "US", Encoded.UInt16(16));
        Explicit(bytes, 0x00280102, "US", Encoded.UInt16(15));
        Explicit(bytes, 0x00280103, "US", Encoded.UInt16(0));
        Explicit(bytes, 0x7FE00010, "OW", pixels);
        return bytes.ToArray();
    }

    private static void Explicit(MemoryStream bytes, uint tag, string vr, string value) =>
        Explicit(bytes, tag, vr, Encoding.ASCII.GetBytes(value.Length % 2 == 0 ? value : value + " "));

    private static void Explicit(MemoryStream bytes, uint tag, string vr, byte[] value)
    {
        bytes.Write([.. Encoded.UInt16((int)(tag >> 16)), .. Encoded.UInt16((int)(tag & 0xFFFF)), .. Encoding.ASCII.GetBytes(vr)]);
        bytes.Write(vr == "OW" ? [0, 0, .. Encoded.UInt32((uint)value.Length)] : Encoded.UInt16(value.Length));
        bytes.Write(value);
    }

    /// <summary>P-DATA-TF PDUs of one presentation data value each (PS3.8 §9.3.5).</summary>
    private static void WriteFragments(MemoryStream wire, byte[] part, int maxPdu, bool isCommand)
    {
        Span<byte> header = stackalloc byte[12];
        for (var at = 0; at < part.Length;)
        {
            var length = Math.Min(maxPdu - 6, part.Length - at);
            header[0] = 4;
            header[1] = 0;
            BinaryPrimitives.WriteUInt32BigEndian(header[2..], (uint)length + 6);
            BinaryPrimitives.WriteUInt32BigEndian(header[6..], (uint)length + 2);
            header[10] = Context;
            header[11] = (byte)((isCommand ? 1 : 0) | (at + length == part.Length ? 2 : 0));
            wire.Write(header);
            wire.Write(part, at, length);
            at += length;
        }
    }

    private void Place(string marker, int times, Func<Identity, string> value)
    {
        var bytes = Encoding.ASCII.GetBytes(marker);
        var before = _places.Count;
        for (var at = 0; _wire.AsSpan(at).IndexOf(bytes) is >= 0 and var next; at += next + bytes.Length) _places.Add((at + next, value));
        if (_places.Count - before != times) throw new InvalidOperationException("an identifier is cut by a fragment, or there by chance");
    }
}

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Pacs.LoadClient;

/// <summary>
/// A C-STORE-RQ and its data set as one run of bytes, PDU headers included, for a peer's maximum PDU length. Only the
/// UIDs and the message ID are written anew for each instance, so that sending costs a copy to the socket.
/// </summary>
internal sealed class PreparedInstance
{
    private const int UidLength = 44;
    private const int InstancesPerSeries = 100;
    private const byte Context = 1;

    private readonly byte[] _wire;
    private readonly List<int> _instanceUids;
    private readonly List<int> _seriesUids;
    private readonly List<int> _studyUids;
    private readonly List<int> _patientIds;
    private readonly int _messageId;

    public PreparedInstance(Load load, int maxPdu)
    {
        var instance = Marker('1');
        var series = Marker('2');
        var study = Marker('3');
        var patient = Marker('4')[..16];
        var command = Command(load, instance, out var messageId);
        var dataSet = DataSet(load, patient, study, series, instance);

        var wire = new MemoryStream();
        WriteFragments(wire, command, maxPdu, isCommand: true);
        WriteFragments(wire, dataSet, maxPdu, isCommand: false);
        _wire = wire.ToArray();
        _messageId = 12 + messageId; // The command is shorter than any maximum: one PDU and one PDV header before it.
        _instanceUids = Find(instance);
        _seriesUids = Find(series);
        _studyUids = Find(study);
        _patientIds = Find(patient);
        if ((_instanceUids.Count, _seriesUids.Count, _studyUids.Count, _patientIds.Count) != (2, 1, 1, 1))
        {
            throw new InvalidOperationException("an identifier is cut by a fragment");
        }
    }

    /// <summary>The message of instance <paramref name="number"/> of run <paramref name="run"/>; valid until the next call.</summary>
    public ReadOnlySpan<byte> Of(long run, int number)
    {
        var group = number / InstancesPerSeries;
        Patch(_instanceUids, Uid(1, run, number));
        Patch(_seriesUids, Uid(2, run, group));
        Patch(_studyUids, Uid(3, run, group));
        Patch(_patientIds, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P{run % 1_000_000_000:D9}{group % 1_000_000:D6}")));
        BinaryPrimitives.WriteUInt16LittleEndian(_wire.AsSpan(_messageId), (ushort)((number % 65535) + 1));
        return _wire;
    }

    private static byte[] Marker(char c) => Encoding.ASCII.GetBytes(new string(c, UidLength));

    private static byte[] Uid(int kind, long run, int number)
    {
        var uid = string.Create(CultureInfo.InvariantCulture, $"1.2.826.0.1.3680043.9.7.{kind}.1{run:D10}.1{number:D5}");
        return Encoding.ASCII.GetBytes(uid.PadRight(UidLength, '\0'));
    }

    private static byte[] Command(Load load, byte[] instance, out int messageId)
    {
        var body = new MemoryStream();
        Implicit(body, 0x0002, Padded(load.SopClass));
        Implicit(body, 0x0100, UInt16(1));
        messageId = 12 + (int)body.Length + 8;
        Implicit(body, 0x0110, UInt16(1));
        Implicit(body, 0x0700, UInt16(0));
        Implicit(body, 0x0800, UInt16(1));
        Implicit(body, 0x1000, instance);

        var command = new MemoryStream();
        Implicit(command, 0x0000, UInt32((uint)body.Length));
        command.Write(body.ToArray());
        return command.ToArray();
    }

    private static byte[] DataSet(Load load, byte[] patient, byte[] study, byte[] series, byte[] instance)
    {
        var pixels = new byte[load.PixelBytes];
        new Random(20240131).NextBytes(pixels); // Incompressible, so that no file system wins by compressing.

        var bytes = new MemoryStream();
        Explicit(bytes, 0x00080005, "CS", "ISO_IR 100");
        Explicit(bytes, 0x00080008, "CS", @"ORIGINAL\PRIMARY\AXIAL");
        Explicit(bytes, 0x00080016, "UI", Padded(load.SopClass));
        Explicit(bytes, 0x00080018, "UI", instance);
        Explicit(bytes, 0x00080020, "DA", "20240131");
        Explicit(bytes, 0x00080021, "DA", "20240131");
        Explicit(bytes, 0x00080030, "TM", "101500.000000");
        Explicit(bytes, 0x00080050, "SH", "A20240131");
        Explicit(bytes, 0x00080060, "CS", load.Modality);
        Explicit(bytes, 0x00080070, "LO", "Pacs load client");
        Explicit(bytes, 0x00080090, "PN", "Referrer^Rita");
        Explicit(bytes, 0x00081030, "LO", "Side by side ingest");
        Explicit(bytes, 0x0008103E, "LO", "Prepared images");
        Explicit(bytes, 0x00100010, "PN", "Load^Lena");
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
        Explicit(bytes, 0x00280002, "US", UInt16(1));
        Explicit(bytes, 0x00280004, "CS", "MONOCHROME2");
        Explicit(bytes, 0x00280008, "IS", load.Frames.ToString(CultureInfo.InvariantCulture));
        Explicit(bytes, 0x00280010, "US", UInt16(load.Rows));
        Explicit(bytes, 0x00280011, "US", UInt16(load.Columns));
        Explicit(bytes, 0x00280030, "DS", @"0.488281\0.488281");
        Explicit(bytes, 0x00280100, "US", UInt16(16));
        Explicit(bytes, 0x00280101, "US", UInt16(16));
        Explicit(bytes, 0x00280102, "US", UInt16(15));
        Explicit(bytes, 0x00280103, "US", UInt16(0));
        Explicit(bytes, 0x7FE00010, "OW", pixels);
        return bytes.ToArray();
    }

    private static void Implicit(MemoryStream bytes, ushort element, byte[] value)
    {
        bytes.Write([0, 0, .. UInt16(element), .. UInt32((uint)value.Length), .. value]);
    }

    private static void Explicit(MemoryStream bytes, uint tag, string vr, string value) =>
        Explicit(bytes, tag, vr, Encoding.ASCII.GetBytes(value.Length % 2 == 0 ? value : value + " "));

    private static void Explicit(MemoryStream bytes, uint tag, string vr, byte[] value)
    {
        bytes.Write([.. UInt16((int)(tag >> 16)), .. UInt16((int)(tag & 0xFFFF)), .. Encoding.ASCII.GetBytes(vr)]);
        bytes.Write(vr == "OW" ? [0, 0, .. UInt32((uint)value.Length)] : UInt16(value.Length));
        bytes.Write(value);
    }

    private static byte[] Padded(string uid) => Encoding.ASCII.GetBytes(uid.Length % 2 == 0 ? uid : uid + '\0');

    private static byte[] UInt16(int value) => [(byte)value, (byte)(value >> 8)];

    private static byte[] UInt32(uint value) => [(byte)value, (byte)(value >> 8), (byte)(value >> 16), (byte)(value >> 24)];

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

    private List<int> Find(byte[] marker)
    {
        var places = new List<int>();
        for (var at = 0; _wire.AsSpan(at).IndexOf(marker) is >= 0 and var next; at += next + marker.Length) places.Add(at + next);
        return places;
    }

    private void Patch(List<int> places, byte[] value)
    {
        foreach (var place in places) value.CopyTo(_wire, place);
    }
}

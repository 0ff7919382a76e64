using Pacs.LoadClient.Wire;

namespace Pacs.LoadClient.Retrieving;

/// <summary>C-GET-RQ and C-MOVE-RQ for a study.</summary>
internal static class RetrieveRequest
{
    public static byte[] Message(int commandField, string model, string study, string? destination = null)
    {
        (int, byte[])[] elements =
        [
            (0x0002, Encoded.Uid(model)), (0x0100, Encoded.UInt16(commandField)), (0x0110, Encoded.UInt16(7)),
            .. destination is null ? Array.Empty<(int, byte[])>() : [(0x0600, Encoded.Text(destination))],
            (0x0700, Encoded.UInt16(0)), (0x0800, Encoded.UInt16(1)),
        ];
        byte[] identifier = [.. Encoded.Element(0x00080052, Encoded.Text("STUDY")), .. Encoded.Element(0x0020000D, Encoded.Uid(study))];
        return Encoded.Message(1, Encoded.Command(elements), identifier);
    }
}

using System.Net;

namespace Pacs.Server.Dimse.Listening;

/// <summary>Where DICOM is listened for, by which Kestrel knows to leave the sockets to <see cref="DimseListener"/>.</summary>
internal sealed class DimseEndPoint(IPAddress address, int port) : IPEndPoint(address, port);

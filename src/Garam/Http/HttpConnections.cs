using Microsoft.AspNetCore.Connections;

namespace Garam.Http;

/// <summary>
/// The open connections of the HTTP port, the longest unused first. When there are too many, that one has to go: a peer that begins a
/// request and never ends it can push out others of its kind, and not keep out a health check, which is answered before its turn comes.
/// Any thread; the lock is held for a few list operations.
/// </summary>
internal sealed class HttpConnections(int connectionsMax)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Entry> _open = [];
    private readonly Dictionary<string, LinkedListNode<Entry>> _byId = [];

    /// <summary>One connection from its beginning to its end, around what serves it.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Enter(connection)?.Abort(new ConnectionAbortedException("Others need its place."));
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(connection);
        }
    }

    /// <summary>A whole request has come; until its answer is there the connection stays.</summary>
    public void Begin(string connectionId) => Mark(connectionId, isAnswering: true);

    public void End(string connectionId) => Mark(connectionId, isAnswering: false);

    /// <summary>The connection that has to go for it, if one has to.</summary>
    private ConnectionContext? Enter(ConnectionContext connection)
    {
        lock (_gate)
        {
            var displaced = _open.Count < connectionsMax ? null : _open.FirstOrDefault(static entry => !entry.IsAnswering);
            if (displaced is not null)
            {
                Forget(displaced.Connection.ConnectionId);
            }

            _byId.Add(connection.ConnectionId, _open.AddLast(new Entry(connection)));
            return displaced?.Connection;
        }
    }

    private void Leave(ConnectionContext connection)
    {
        lock (_gate)
        {
            Forget(connection.ConnectionId);
        }
    }

    private void Forget(string connectionId)
    {
        if (_byId.Remove(connectionId, out var node))
        {
            _open.Remove(node);
        }
    }

    private void Mark(string connectionId, bool isAnswering)
    {
        lock (_gate)
        {
            if (_byId.TryGetValue(connectionId, out var node))
            {
                node.Value.IsAnswering = isAnswering;
                _open.Remove(node);
                _open.AddLast(node);
            }
        }
    }

    private sealed class Entry(ConnectionContext connection)
    {
        public ConnectionContext Connection { get; } = connection;

        public bool IsAnswering { get; set; }
    }
}

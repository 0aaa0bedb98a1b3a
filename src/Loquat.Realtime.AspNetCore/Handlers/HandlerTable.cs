using Loquat.Protocol;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>What the application has mapped. Filled before the server starts; read only from the first event on.</summary>
internal sealed class HandlerTable(HandlerBinder binder, IServiceProviderIsService services, IOptions<JsonOptions> json)
{
    private readonly RpcAnswers _rpcAnswers = new(json.Value.SerializerOptions);
    private readonly Dictionary<string, Handler<RpcContext, RpcAnswer>> _rpcs = [];
    private readonly List<FilterFactory<IRpcFilter>> _rpcFilters = [];
    private readonly List<FilterFactory<IConnectFilter>> _connectFilters = [];
    private readonly List<(Func<string, bool> Matches, Handler<SubscribeContext, SubscribeAnswer> Handler)> _subscribes = [];
    private readonly List<(Func<string, bool> Matches, Handler<PublishContext, PublishAnswer> Handler)> _publishes = [];
    private readonly List<(Func<string, bool> Matches, Handler<ChannelContext, Nothing> Handler)> _occupied = [];
    private readonly List<(Func<string, bool> Matches, Handler<ChannelContext, Nothing> Handler)> _vacated = [];
    private readonly List<Handler<ConnectedContext, Nothing>> _connected = [];
    private readonly List<Handler<UnsubscribedContext, Nothing>> _unsubscribed = [];
    private readonly List<Handler<DisconnectedContext, Nothing>> _disconnected = [];
    private Handler<RpcContext, RpcAnswer>? _rpcFallback;
    private Handler<ConnectContext, ConnectAnswer>? _connect;
    private bool _read;

    public IReadOnlyList<Handler<ConnectedContext, Nothing>> Connected => _connected;

    public IReadOnlyList<Handler<UnsubscribedContext, Nothing>> Unsubscribed => _unsubscribed;

    public IReadOnlyList<Handler<DisconnectedContext, Nothing>> Disconnected => _disconnected;

    public void AddRpc(string method, Delegate handler)
    {
        ThrowIfRead();
        if (!_rpcs.TryAdd(method, binder.Bind<RpcContext, RpcAnswer>($"RPC '{method}'", handler, _rpcAnswers)))
            throw new InvalidOperationException($"RPC '{method}' is mapped twice.");
    }

    public void SetRpcFallback(Delegate handler)
    {
        ThrowIfRead();
        ThrowIfSet(_rpcFallback, "The RPC fallback");
        _rpcFallback = binder.Bind<RpcContext, RpcAnswer>("RPC fallback", handler, _rpcAnswers);
    }

    public void SetConnect(Delegate handler)
    {
        ThrowIfRead();
        ThrowIfSet(_connect, "The connect handler");
        _connect = binder.Bind<ConnectContext, ConnectAnswer>("Connect handler", handler, new ClosedAnswers<ConnectAnswer>(error => new ConnectAnswer.Refused(error)));
    }

    public void AddSubscribe(string name, Func<string, bool> matches, Delegate handler)
    {
        ThrowIfRead();
        var answers = new ClosedAnswers<SubscribeAnswer>(error => new SubscribeAnswer.Refused(error));
        _subscribes.Add((matches, binder.Bind<SubscribeContext, SubscribeAnswer>($"Subscribe handler for {name}", handler, answers)));
    }

    public void AddPublish(string name, Func<string, bool> matches, Delegate handler)
    {
        ThrowIfRead();
        var answers = new ClosedAnswers<PublishAnswer>(error => new PublishAnswer.Refused(error));
        _publishes.Add((matches, binder.Bind<PublishContext, PublishAnswer>($"Publish handler for {name}", handler, answers)));
    }

    public void AddConnected(Delegate handler)
    {
        ThrowIfRead();
        _connected.Add(binder.Bind<ConnectedContext, Nothing>("Connected handler", handler, new NoAnswers()));
    }

    public void AddOccupied(string pattern, Delegate handler)
    {
        ThrowIfRead();
        _occupied.Add((ChannelPattern.Parse(pattern), binder.Bind<ChannelContext, Nothing>($"Occupied handler for '{pattern}'", handler, new NoAnswers())));
    }

    public void AddVacated(string pattern, Delegate handler)
    {
        ThrowIfRead();
        _vacated.Add((ChannelPattern.Parse(pattern), binder.Bind<ChannelContext, Nothing>($"Vacated handler for '{pattern}'", handler, new NoAnswers())));
    }

    public void AddUnsubscribed(Delegate handler)
    {
        ThrowIfRead();
        _unsubscribed.Add(binder.Bind<UnsubscribedContext, Nothing>("Unsubscribed handler", handler, new NoAnswers()));
    }

    public void AddDisconnected(Delegate handler)
    {
        ThrowIfRead();
        _disconnected.Add(binder.Bind<DisconnectedContext, Nothing>("Disconnected handler", handler, new NoAnswers()));
    }

    public void AddFilter<TFilter>()
        where TFilter : class
    {
        ThrowIfRead();
        if (!typeof(TFilter).IsAssignableTo(typeof(IRpcFilter)) && !typeof(TFilter).IsAssignableTo(typeof(IConnectFilter)))
            throw new InvalidOperationException($"{typeof(TFilter).Name} is neither an {nameof(IRpcFilter)} nor an {nameof(IConnectFilter)}.");

        var factory = FilterFactory.For<TFilter>(services);
        if (typeof(TFilter).IsAssignableTo(typeof(IRpcFilter)))
            _rpcFilters.Add(provider => (IRpcFilter)factory(provider));
        if (typeof(TFilter).IsAssignableTo(typeof(IConnectFilter)))
            _connectFilters.Add(provider => (IConnectFilter)factory(provider));
    }

    /// <summary>The whole way of an RPC: filters, then its handler, then the fallback, then "not found".</summary>
    public RpcNext BuildRpc()
    {
        _read = true;
        RpcNext next = context => (_rpcs.GetValueOrDefault(context.Method) ?? _rpcFallback)?.Invoke(context) ?? ValueTask.FromResult<RpcAnswer>(NoSuchRpc());
        foreach (var filter in Enumerable.Reverse(_rpcFilters))
        {
            var inner = next;
            next = context => filter(context.Services).InvokeAsync(context, inner);
        }

        return next;
    }

    /// <summary>The whole way of a connect: filters, then the handler, then no opinion.</summary>
    public ConnectNext BuildConnect()
    {
        _read = true;
        ConnectNext next = context => _connect?.Invoke(context) ?? ValueTask.FromResult<ConnectAnswer>(new ConnectAnswer.Unknown());
        foreach (var filter in Enumerable.Reverse(_connectFilters))
        {
            var inner = next;
            next = context => filter(context.Services).InvokeAsync(context, inner);
        }

        return next;
    }

    public Handler<SubscribeContext, SubscribeAnswer>? FindSubscribe(string channel) => Find(_subscribes, channel);

    public Handler<PublishContext, PublishAnswer>? FindPublish(string channel) => Find(_publishes, channel);

    public Handler<ChannelContext, Nothing>? FindOccupied(string channel) => Find(_occupied, channel);

    public Handler<ChannelContext, Nothing>? FindVacated(string channel) => Find(_vacated, channel);

    private static T? Find<T>(List<(Func<string, bool> Matches, T Handler)> handlers, string channel)
        where T : class
    {
        foreach (var (matches, handler) in handlers)
        {
            if (matches(channel))
                return handler;
        }

        return null;
    }

    /// <summary>Section 31.30: without any RPC the feature is not available; with some, this method is not found.</summary>
    private RpcAnswer.Refused NoSuchRpc() => new(_rpcs.Count == 0 ? ProtocolError.NotAvailable : ProtocolError.MethodNotFound);

    private void ThrowIfRead()
    {
        if (_read)
            throw new InvalidOperationException("Handlers and filters are mapped before the application starts.");
    }

    private static void ThrowIfSet(object? handler, string what)
    {
        if (handler is not null)
            throw new InvalidOperationException($"{what} is mapped twice.");
    }
}

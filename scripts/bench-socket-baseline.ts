import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { Server } from 'socket.io';

/** Socket.IO and nothing else: one namespace, one room for each socket. Prints its port. */
const http = createServer();
const server = new Server(http, { transports: ['websocket'], serveClient: false, perMessageDeflate: false });
server.of('/ws').on('connection', (socket) => {
  const { project_id } = socket.handshake.auth as { project_id?: string };
  void socket.join(`project:${project_id}`);
  socket.emit('connected', { seq: null });
});
http.listen(0, '127.0.0.1', () => console.log((http.address() as AddressInfo).port));
